using System.Collections.Generic;
using Newtonsoft.Json;

namespace ZStack.Backup.Client.Json;

/// <summary>Steps through the members of one object.</summary>
internal static class ElementReader
{
    public static bool NextMember(JsonReader reader, out string name)
    {
        Advance(reader);
        bool more = reader.TokenType == JsonToken.PropertyName;
        name = more ? (string)reader.Value! : "";
        return more;
    }

    /// <returns>The value of the member just named; <c>null</c> for objects and lists, which are stepped over.</returns>
    public static object? Scalar(JsonReader reader)
    {
        Advance(reader);
        if (reader.TokenType is not (JsonToken.StartObject or JsonToken.StartArray))
            return reader.Value;
        reader.Skip();
        return null;
    }

    /// <returns>Whether the value of the member just named is an object, whose members come next; anything else is stepped over.</returns>
    public static bool Open(JsonReader reader)
    {
        Advance(reader);
        if (reader.TokenType == JsonToken.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    /// <returns>The objects in the list just named; anything else in it is stepped over, and so is a value that is no list.</returns>
    public static List<T> Objects<T>(JsonReader reader, ReadElement<T> read)
    {
        List<T> items = [];
        Advance(reader);
        if (reader.TokenType != JsonToken.StartArray)
        {
            reader.Skip();
            return items;
        }

        for (Advance(reader); reader.TokenType != JsonToken.EndArray; Advance(reader))
        {
            if (reader.TokenType == JsonToken.StartObject)
                items.Add(read(reader));
            else
                reader.Skip();
        }

        return items;
    }

    /// <returns>The texts in the list just named.</returns>
    public static List<string> Texts(JsonReader reader)
    {
        List<string> items = [];
        Advance(reader);
        if (reader.TokenType != JsonToken.StartArray)
        {
            reader.Skip();
            return items;
        }

        for (Advance(reader); reader.TokenType != JsonToken.EndArray; Advance(reader))
        {
            if (LenientJson.Text(reader.Value) is { } text)
                items.Add(text);
            reader.Skip();
        }

        return items;
    }

    private static void Advance(JsonReader reader)
    {
        if (!reader.Read())
            throw new ReasonException(ReasonKind.EndsInTheMiddle);
    }
}
