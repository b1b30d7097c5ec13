using System;
using System.IO;
using Newtonsoft.Json;

namespace ZStack.Backup.Client.Json;

/// <summary>What a backup says of itself: JSON inside a string, kept as the image's description and as the record's metadata.</summary>
internal readonly struct BackupMetadata
{
    private BackupMetadata(string? name, string? version, string? type, string? md5)
    {
        Name = name;
        Version = version;
        Type = type;
        Md5 = md5;
    }

    public string? Name { get; }

    public string? Version { get; }

    public string? Type { get; }

    public string? Md5 { get; }

    /// <returns>Nothing but nulls when the text is not one JSON object: descriptions are free text.</returns>
    public static BackupMetadata Read(string? text, CharPool pool)
    {
        if (text is null || !text.TrimStart().StartsWith("{", StringComparison.Ordinal))
            return default;
        try
        {
            using JsonTextReader reader = LenientJson.Reader(new StringReader(text));
            reader.PropertyNameTable = MemberNames.Table;
            reader.ArrayPool = pool;
            reader.Read();
            BackupMetadata result = ReadObject(reader);
            return reader.Read() ? default : result;
        }
        catch (Exception e) when (e is JsonException or ReasonException)
        {
            return default;
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

/// <summary>One buffer, lent to one JSON reader after the other: a new one per element would be most of the garbage.</summary>
internal sealed class CharPool : IArrayPool<char>
{
    private char[]? _spare;

    public char[] Rent(int minimumLength)
    {
        char[]? spare = _spare;
        _spare = null;
        return spare is not null && spare.Length >= minimumLength ? spare : new char[Math.Max(minimumLength, 1024)];
    }

    public void Return(char[]? array) => _spare = array;
}
