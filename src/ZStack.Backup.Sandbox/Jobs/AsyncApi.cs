using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Jobs;

/// <summary>An API that answers with a job.</summary>
/// <param name="Name">As in the SDKs.</param>
/// <param name="Path">Parts in braces are fields.</param>
/// <param name="Wrapper">Member of the body that holds the fields.</param>
/// <param name="Begin">What the job does first; gives what it does at the end.</param>
internal sealed record AsyncApi(string Name, string Method, string Path, string Wrapper, Func<ApiFields, Func<JsonObject>> Begin)
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromMinutes(30);

    private readonly string[] _segments = Path.Split('/');

    /// <summary>Fields beside those in the path.</summary>
    public string[] Fields { get; init; } = [];

    /// <summary>Where a path has one API only, the server does not look at the method.</summary>
    public bool HasPathOfItsOwn { get; init; } = true;

    public TimeSpan Timeout { get; init; } = UsualTimeout;

    public Func<TimeSpan>? Time { get; init; }

    /// <returns>The fields in the path; <c>null</c> when it is another path.</returns>
    public Dictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _segments.Length)
            return null;
        var fields = new Dictionary<string, string>();
        for (int i = 0; i < path.Length; i++)
        {
            if (_segments[i].StartsWith('{') && path[i].Length > 0)
                fields[_segments[i].Trim('{', '}')] = path[i];
            else if (_segments[i] != path[i])
                return null;
        }

        return fields;
    }

    /// <summary>From the query for GET and DELETE, from the wrapper else; what the path says wins.</summary>
    /// <exception cref="RefusedException">A scalar is given twice, or the body is none.</exception>
    public ApiFields Read(Call call, Dictionary<string, string> inPath)
    {
        JsonObject fields = call.Request.Method is "POST" or "PUT" ? FromBody(call) : FromQuery(call);
        call.AllowFields(fields, Fields);
        foreach ((string name, string value) in inPath)
            fields[name] = value;
        return new ApiFields(fields, Name);
    }

    private JsonObject FromBody(Call call)
    {
        call.AllowQuery();
        if (call.Body() is not { } body)
            throw new RefusedException(Answer.Text(500, call.Request.Body.Length == 0 ? "" : "com.google.gson.JsonSyntaxException: java.io.EOFException"));
        foreach (var member in body.Where(m => m.Key != Wrapper && m.Key is not ("systemTags" or "userTags")))
            call.Problem($"unknown member {member.Key} in the body");
        JsonObject fields = body[Wrapper]?.DeepClone() as JsonObject ?? [];
        // Tags may stand beside the wrapper, or inside it as the Java SDK writes them.
        foreach (string tags in (string[])["systemTags", "userTags"])
        {
            if (body[tags] is { } list)
                fields[tags] = list.DeepClone();
        }

        return fields;
    }

    private static JsonObject FromQuery(Call call)
    {
        var fields = new JsonObject();
        foreach (var pairs in call.Request.Query.GroupBy(q => q.Key.Split('.')[0]))
        {
            if (ApiFields.Lists.Contains(pairs.Key))
                fields[pairs.Key] = new JsonArray([.. pairs.Select(p => JsonValue.Create(p.Value))]);
            else if (pairs.Count() > 1)
                throw new RefusedException(Answer.Text(400, $"Invalid query parameter[{pairs.Key}]: it is not a list"));
            else
                fields[pairs.Key] = pairs.First().Value;
        }

        return fields;
    }
}
