using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>The JSON a change sends: <c>{"wrapper": {fields}, "systemTags": [...], "userTags": [...]}</c>.</summary>
internal static class RequestBody
{
    /// <summary>Members without a value are left out: the server refuses empty strings.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: what is no text would arrive as another one.</exception>
    public static string Write(string wrapper, IEnumerable<(string Name, string? Value)> fields, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null, (string Name, IReadOnlyCollection<string> Values)? list = null)
    {
        var inner = new JObject();
        foreach ((string name, string? value) in fields)
        {
            if (value is not null)
                inner.Add(name, Text(char.ToUpperInvariant(name[0]) + name.Substring(1), value));
        }

        if (list is { } several)
            inner.Add(several.Name, new JArray(several.Values));
        var body = new JObject { { wrapper, inner } };
        if (systemTags is { Count: > 0 })
            body.Add("systemTags", new JArray(systemTags.Select(tag => Text("SystemTag", tag))));
        if (userTags is { Count: > 0 })
            body.Add("userTags", new JArray(userTags.Select(tag => Text("UserTag", tag))));
        return body.ToString(Formatting.None);
    }

    private static string Text(string parameter, string value) =>
        PercentEncoding.IsText(value) ? value : throw new ZStackException(ZStackErrorKind.InvalidArgument, parameter, Reason.Of(ReasonKind.NoText));
}
