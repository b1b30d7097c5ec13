using System;
using System.Globalization;
using System.Net.Http;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Json;

/// <summary>What tells one version of a remote file from another.</summary>
internal sealed class RemoteFile
{
    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    /// <summary>Bytes of the whole file; <c>null</c> when the server does not say.</summary>
    public long? Length { get; init; }

    /// <summary>MD5 that the backup's record says the file has.</summary>
    public string? Md5 { get; init; }

    /// <summary>A strong validator, which a server compares before it sends only the rest.</summary>
    public string? Validator => ETag is not null && !ETag.StartsWith("W/", StringComparison.Ordinal) ? ETag : LastModified;

    /// <summary>The whole file's properties, from an answer with all or the rest of it.</summary>
    public static RemoteFile Of(HttpResponseMessage answer, string? md5) => new()
    {
        ETag = answer.Headers.ETag?.ToString(),
        LastModified = answer.Content.Headers.LastModified?.ToString("r", CultureInfo.InvariantCulture),
        Length = answer.Content.Headers.ContentRange is { } range ? range.Length : answer.Content.Headers.ContentLength,
        Md5 = md5,
    };

    /// <summary>Whether bytes of the one can be followed by bytes of the other.</summary>
    public bool IsSameAs(RemoteFile other) =>
        Length == other.Length && Md5 == other.Md5
        // Without a validator on one side only the MD5 would show a mixture of two files in the end.
        && (Validator == other.Validator || (Md5 is not null && (Validator is null || other.Validator is null)));

    public static RemoteFile? ReadNote(string path) => PartialNote.Read(path);

    public void WriteNote(string path) => PrivateFile.Write(path, PartialNote.Write(this));
}
