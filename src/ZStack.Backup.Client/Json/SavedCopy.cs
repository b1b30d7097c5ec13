using System.IO;
using System.Text;
using Newtonsoft.Json.Linq;

namespace ZStack.Backup.Client.Json;

/// <summary>What the manifest of a saved copy says of the backup that it is a copy of.</summary>
internal sealed class SavedCopy
{
    private const string Extension = ".json";

    // A manifest has less than one KiB; another program's file of that name need not be read to its end.
    private const int MostCharacters = 64 * 1024;

    public string? BackupUuid { get; private init; }

    /// <summary>Lower-case hex.</summary>
    public string? Md5 { get; private init; }

    /// <returns><c>null</c> when there is no such file, or it is no manifest.</returns>
    /// <exception cref="IOException"/>
    /// <exception cref="System.UnauthorizedAccessException"/>
    public static SavedCopy? Find(string folder, string name)
    {
        if (name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || !File.Exists(Path.Combine(folder, name + Extension)))
            return null;
        using var text = new StreamReader(Path.Combine(folder, name + Extension), Encoding.UTF8);
        char[] characters = new char[MostCharacters];
        int length = text.ReadBlock(characters, 0, characters.Length);
        JObject? manifest = LenientJson.Object(new string(characters, 0, length));
        return manifest is null ? null : new SavedCopy { BackupUuid = LenientJson.Text(manifest["backupUuid"]), Md5 = LenientJson.Text(manifest["md5"]) };
    }
}
