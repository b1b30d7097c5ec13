using System;
using System.IO;
using Newtonsoft.Json;
using ZStack.Backup.Client.Models;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads the metadata of a backup: JSON inside a string, kept as the image's description and as the record's metadata.</summary>
internal static class BackupMetadataReader
{
    [ThreadStatic]
    private static CharPool? _pool;

    /// <returns>Nothing, and never null, when the text is not one JSON object: descriptions are free text.</returns>
    public static BackupMetadata Read(string? text)
    {
        if (text is null || !text.TrimStart().StartsWith("{", StringComparison.Ordinal))
            return BackupMetadata.Nothing;
        try
        {
            using JsonTextReader reader = LenientJson.Reader(new StringReader(text));
            reader.PropertyNameTable = MemberNames.Table;
            reader.ArrayPool = _pool ??= new CharPool();
            reader.Read();
            BackupMetadata result = ReadObject(reader);
            return reader.Read() ? BackupMetadata.Nothing : result;
        }
        catch (Exception e) when (e is JsonException or ReasonException)
        {
            return BackupMetadata.Nothing;
        }
    }

    private static BackupMetadata ReadObject(JsonReader reader)
    {
        string? name = null, version = null, type = null, md5 = null;
        while (ElementReader.NextMember(reader, out string member))
        {
            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "name": name = LenientJson.Text(value); break;
                case "version": version = LenientJson.Text(value); break;
                case "type": type = LenientJson.Text(value); break;
                case "md5": md5 = LenientJson.Text(value); break;
            }
        }

        return new BackupMetadata(name, version, type, md5);
    }
}
