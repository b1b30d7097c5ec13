using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZStack.Backup.Sandbox.Wire;

/// <summary>A request on its way to an API.</summary>
internal sealed class Call
{
    private readonly RequestLog _log;

    public Call(LoggedRequest request, RequestLog log)
    {
        Request = request;
        _log = log;
        Segments = request.Path.Split('/');
    }

    public LoggedRequest Request { get; }

    /// <summary>Parts of the path; the first is empty, the second is <c>v1</c>.</summary>
    public string[] Segments { get; }

    /// <summary>Ordered by a fault: the session of the request is over.</summary>
    public bool SessionDead { get; init; }

    /// <summary>Ordered by a fault: how the job fails after its work.</summary>
    public ApiException? LateFailure { get; init; }

    /// <summary>Ordered by a fault: the record of the job vanishes.</summary>
    public bool LoseJob { get; init; }

    public string? Header(string name) => Request.Headers.GetValueOrDefault(name);

    public string? Query(string key) => Request.Query.Where(q => q.Key == key).Select(q => q.Value).FirstOrDefault();

    /// <summary>A real server ignores keys it does not know; a client that sends some has a bug.</summary>
    public void AllowQuery(params string[] keys)
    {
        foreach (string key in Request.Query.Select(q => q.Key).Distinct().Where(k => !keys.Contains(k)))
            Problem($"unknown query key {key}");
    }

    public void Problem(string what) => _log.AddProblem($"{Request.Method} {Request.Path}: {what}");

    /// <summary>The one member of the body beside the tags, and its fields.</summary>
    /// <returns><c>null</c> when the body is not such a JSON object.</returns>
    public (string Wrapper, JsonObject Fields)? Action()
    {
        if (Body() is not { } body)
            return null;
        foreach (var member in body)
        {
            if (member.Key is not ("systemTags" or "userTags") && member.Value is JsonObject fields)
                return (member.Key, fields);
        }

        return null;
    }

    /// <summary>Tags stand beside the wrapper, or inside it as the Java SDK writes them.</summary>
    public IEnumerable<string> SystemTags() =>
        new[] { Body()?["systemTags"], Action()?.Fields["systemTags"] }.OfType<JsonArray>().SelectMany(tags => tags).Select(tag => tag?.ToString() ?? "");

    public void AllowFields(JsonObject fields, params string[] names)
    {
        foreach (var member in fields.Where(f => !names.Contains(f.Key) && f.Key is not ("systemTags" or "userTags" or "requestIp")))
            Problem($"unknown field {member.Key}");
    }

    /// <returns><c>null</c> when it is no JSON object.</returns>
    public JsonObject? Body()
    {
        try
        {
            return JsonNode.Parse(Request.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
