using Newtonsoft.Json;

namespace ZStack.Backup.Client.Json;

/// <summary>Steps through the members of one object.</summary>
internal static class ElementReader
{
    public static bool NextMember(JsonTextReader reader, out string name)
    {
        if (!reader.Read())
            throw new JsonReaderException("it ends in the middle");
        bool more = reader.TokenType == JsonToken.PropertyName;
        name = more ? (string)reader.Value! : "";
        return more;
    }

    /// <returns>The value of the member just named; <c>null</c> for objects and lists, which are stepped over.</returns>
    public static object? Scalar(JsonTextReader reader)
    {
        if (!reader.Read())
            throw new JsonReaderException("it ends in the middle");
        if (reader.TokenType is not (JsonToken.StartObject or JsonToken.StartArray))
            return reader.Value;
        reader.Skip();
        return null;
    }
}
