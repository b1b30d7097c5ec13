using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Http;

/// <summary>One call of the API, before anything of HTTP is decided.</summary>
internal sealed class ApiRequest
{
    // What those who call us name the parameters that carry free text.
    private static readonly Dictionary<string, string> Parameters = new() { ["systemTags"] = "SystemTag", ["userTags"] = "UserTag", ["q"] = "Filter" };

    /// <param name="path">Decoded and without context path, from <c>/v1</c> on: also what an access key signs.</param>
    /// <exception cref="ArgumentException">An id was put into it that <see cref="PathOf"/> has not seen.</exception>
    public ApiRequest(HttpMethod method, string path)
    {
        if (!Regex.IsMatch(path, @"^/v1(/[A-Za-z0-9-]+)+\z"))
            throw new ArgumentException(path, nameof(path));
        Method = method;
        Path = path;
        RetriesOutage = method == HttpMethod.Get;
    }

    public HttpMethod Method { get; }

    public string Path { get; }

    /// <summary>In the order they are sent; a list repeats its key.</summary>
    public List<KeyValuePair<string, string>> Query { get; } = [];

    /// <summary>JSON text, or <c>null</c> for no body.</summary>
    public string? Body { get; init; }

    /// <summary>32 lower-case hex digits: the id of the job that a change becomes.</summary>
    public string? JobId { get; init; }

    /// <summary>Log-ins and a few others are sent without <c>Authorization</c>.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>A read is sent again after an outage; a change never is, not here.</summary>
    public bool RetriesOutage { get; init; }

    /// <summary>What the last sending of this request proved itself with.</summary>
    public Authorization? LastProof { get; set; }

    /// <summary><c>null</c>: the connection's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A path with ids in it. The one way for an id, of a user or of a node, into a path: with another one the call would be another.</summary>
    /// <param name="template">With the names of the ids, as parameters are named, in braces.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public static string PathOf(string template, params string?[] ids)
    {
        int next = 0;
        return Regex.Replace(template, @"\{(\w+)\}", hole => Id(hole.Groups[1].Value, ids[next++]));
    }

    private static string Id(string parameter, string? id) => id is not null && Regex.IsMatch(id, @"^[0-9a-fA-F]{32}\z")
        ? id
        : throw new ZStackException(ZStackErrorKind.InvalidArgument, parameter, Reason.Of(ReasonKind.NotAnId, id ?? ""));

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: what is no text cannot be sent.</exception>
    public ApiRequest With(string key, string? value)
    {
        if (value is not null && !PercentEncoding.IsText(value))
            throw new ZStackException(ZStackErrorKind.InvalidArgument, Parameters.TryGetValue(key, out string? parameter) ? parameter : key, Reason.Of(ReasonKind.NoText));
        if (value is not null)
            Query.Add(new KeyValuePair<string, string>(key, value));
        return this;
    }

    public ApiRequest With(string key, IEnumerable<string>? values)
    {
        foreach (string value in values ?? [])
            With(key, value);
        return this;
    }

    /// <summary>Path and query as they go over the wire.</summary>
    public string Target => Query.Count == 0
        ? EncodedPath
        : EncodedPath + "?" + string.Join("&", Query.Select(p => PercentEncoding.Encode(p.Key) + "=" + PercentEncoding.Encode(p.Value)));

    /// <summary>The same for people. Its parts are cleaned and not the whole: a secret such as <c>%2F</c> stands in every encoded URL.</summary>
    public string Shown(Redactor redactor) => Query.Count == 0
        ? redactor.Clean(Path)
        : redactor.Clean(Path) + "?" + string.Join("&", Query.Select(p => p.Key + "=" + PercentEncoding.Encode(redactor.Clean(p.Value), keep: "*", keepEscapes: false)));

    private string EncodedPath => PercentEncoding.Encode(Path, keep: "/", keepEscapes: false);
}

/// <summary>The headers that prove who is asking.</summary>
internal sealed class Authorization
{
    public Authorization(string value, string? date = null)
    {
        Value = value;
        Date = date;
    }

    public string Value { get; }

    /// <summary>The exact text of the <c>Date</c> header that an access key signed.</summary>
    public string? Date { get; }
}
