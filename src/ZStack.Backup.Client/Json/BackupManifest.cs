using System;
using System.Globalization;
using System.IO;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Json;

/// <summary>What is kept beside a saved backup, as <c>&lt;name&gt;.json</c>: its hashes and where it came from. Holds no secret.</summary>
public sealed class BackupManifest
{
    /// <summary>What the name of a manifest has behind the name of its backup.</summary>
    public const string Extension = ".json";

    // Ours has less than one KiB; another program's file of that name need not be read to its end.
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Name of the file, without folder.</summary>
    public string? File { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long? Length { get; init; }

    /// <summary>MD5 of the file, 32 lower-case hex digits.</summary>
    public string? Md5 { get; init; }

    /// <summary>SHA-256 of the file, 64 lower-case hex digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Uuid of the node's record, 32 lower-case hex digits; <c>null</c> when only a URL was known.</summary>
    public string? BackupUuid { get; init; }

    /// <summary>Name of the node's record; <c>null</c> when only a URL was known.</summary>
    public string? BackupName { get; init; }

    /// <summary>Version of the product that made the backup.</summary>
    public string? Version { get; init; }

    /// <summary>When the backup was made, at the node's offset; <c>null</c> when the record did not say.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>Name of the node.</summary>
    public string? Server { get; init; }

    /// <summary>Where it was downloaded from, without user and password.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>When the download was complete, by the clock and zone of the machine that saved it.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>Version of this module.</summary>
    public string? ModuleVersion { get; init; }

    /// <summary>The manifest that belongs to a backup, whether it is there or not.</summary>
    /// <param name="backup">Path of the backup.</param>
    public static string PathFor(string backup) => backup + Extension;

    /// <summary>The manifest that lies beside a backup.</summary>
    /// <param name="backup">Path of the backup, which need not exist.</param>
    /// <returns><c>null</c> when there is none.</returns>
    /// <exception cref="IOException">It cannot be read; or there is one, and it is not one of ours or not whole.</exception>
    /// <exception cref="UnauthorizedAccessException"/>
    public static BackupManifest? ReadBeside(string backup) => ReadBytesBeside(backup) is { } bytes ? Parse(bytes) : null;

    /// <returns><c>null</c> when there is none; no more than a manifest can have.</returns>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    internal static byte[]? ReadBytesBeside(string backup)
    {
        string path = PathFor(backup);
        if (!System.IO.File.Exists(path) || FileFacts.IsNoFile(path))
            return null;
        FileStream file;
        try
        {
            file = FileBytes.Open(path);
        }
        catch (FileNotFoundException)
        {
            // Removed between the question and the answer.
            return null;
        }

        using FileStream manifest = file;
        return FileBytes.Read(manifest, MaxBytes);
    }

    /// <exception cref="ReasonException">It is not one of ours or not whole.</exception>
    internal static BackupManifest Parse(byte[] bytes)
    {
        JObject json = LenientJson.Object(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')) ?? throw new ReasonException(ReasonKind.NotOneJsonObject);
        return new BackupManifest
        {
            File = LenientJson.Text(json["file"]),
            Length = LenientJson.Long(json["length"]),
            Md5 = Hash(json, "md5", 32),
            Sha256 = Hash(json, "sha256", 64),
            BackupUuid = LenientJson.Text(json["backupUuid"]),
            BackupName = LenientJson.Text(json["backupName"]),
            Version = LenientJson.Text(json["version"]),
            CreateDate = Time(json["createDate"]),
            Server = LenientJson.Text(json["server"]),
            SourceUrl = LenientJson.Text(json["sourceUrl"]),
            SavedAt = Time(json["savedAt"]),
            ModuleVersion = LenientJson.Text(json["moduleVersion"]),
        };
    }

    /// <summary>The text of the manifest, JSON with LF at its end. What is not known is left out; times are ISO 8601 with their offset.</summary>
    public string ToJson()
    {
        var json = new JObject();
        Add(json, "file", File);
        Add(json, "length", Length);
        Add(json, "md5", Md5);
        Add(json, "sha256", Sha256);
        Add(json, "backupUuid", BackupUuid);
        Add(json, "backupName", BackupName);
        Add(json, "version", Version);
        Add(json, "createDate", Text(CreateDate));
        Add(json, "server", Server);
        Add(json, "sourceUrl", SourceUrl);
        Add(json, "savedAt", Text(SavedAt));
        Add(json, "moduleVersion", ModuleVersion);
        return json.ToString(Formatting.Indented) + "\n";
    }

    private static void Add(JObject json, string name, JToken? value)
    {
        if (value is JValue { Value: not null })
            json.Add(name, value);
    }

    private static string? Text(DateTimeOffset? time) => time?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(JToken? token) =>
        DateTimeOffset.TryParse(LenientJson.Text(token), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

#pragma warning disable CA1308 // Hashes are written in lower case here, as the server does.
    private static string? Hash(JObject json, string name, int digits)
    {
        if (LenientJson.Text(json[name]) is not { } text)
            return null;
        string hash = text.Trim().ToLowerInvariant();
        bool isHash = hash.Length == digits && hash.TrimStart("0123456789abcdef".ToCharArray()).Length == 0;
        return isHash ? hash : throw new ReasonException(ReasonKind.NotAHash, name, digits);
    }
#pragma warning restore CA1308
}
