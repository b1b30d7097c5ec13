using System.Collections.Generic;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ZStack.Backup.Client.Json;

/// <summary>The JSON a change sends: <c>{"wrapper": {fields}, "systemTags": [...], "userTags": [...]}</c>.</summary>
internal static class RequestBody
{
    /// <summary>Members without a value are left out: the server refuses empty strings.</summary>
    public static string Write(string wrapper, IEnumerable<(string Name, string? Value)> fields, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null)
    {
        var inner = new JObject();
        foreach ((string name, string? value) in fields)
        {
            if (value is not null)
                inner.Add(name, value);
        }

        var body = new JObject { { wrapper, inner } };
        if (systemTags is { Count: > 0 })
            body.Add("systemTags", new JArray(systemTags));
        if (userTags is { Count: > 0 })
            body.Add("userTags", new JArray(userTags));
        return body.ToString(Formatting.None);
    }
}
