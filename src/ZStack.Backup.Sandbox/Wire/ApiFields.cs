using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace ZStack.Backup.Sandbox.Wire;

/// <summary>The fields of a message, with the checks that its class orders.</summary>
internal sealed class ApiFields
{
    public static readonly IReadOnlySet<string> Lists = new HashSet<string> { "backupStorageUuids", "jobUuids", "systemTags", "userTags", "tagUuids" };

    private readonly JsonObject _fields;
    private readonly string _api;

    public ApiFields(JsonObject fields, string api)
    {
        _fields = fields;
        _api = api;
    }

    /// <returns><c>null</c> when it is not given.</returns>
    /// <exception cref="ApiException">It is empty or too long.</exception>
    public string? Text(string name, int longest = int.MaxValue)
    {
        string? text = Raw(name);
        if (text is { Length: 0 })
            throw ApiException.Argument($"field[{name}] of message[API{_api}Msg] cannot be an empty string");
        if (text?.Length > longest)
            throw ApiException.Argument($"field[{name}] of message[API{_api}Msg] exceeds max length of string. expected was <= {longest}, actual was {text.Length}");
        return text;
    }

    public string Mandatory(string name, int longest = int.MaxValue) =>
        Text(name, longest) ?? throw ApiException.Argument($"field[{name}] of message[API{_api}Msg] is mandatory, can not be null");

    public IReadOnlyList<string> Texts(string name) => (_fields[name] as JsonArray)?.Select(item => item?.ToString() ?? "").ToArray() ?? [];

    private string? Raw(string name) => _fields[name]?.ToString();
}
