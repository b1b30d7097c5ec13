using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ZStack.Backup.Sandbox.Wire;

/// <summary>A request as the log keeps it.</summary>
internal static class RequestReader
{
    // Tomcat refuses these itself; the rest of its list does not get past the web server here.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\"<>\\^`{|}");

    public static async Task<LoggedRequest> ReadAsync(HttpContext context, string contextPath)
    {
        HttpRequest request = context.Request;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        string path = request.Path.Value ?? "";
        return new LoggedRequest
        {
            Method = request.Method,
            Path = path.StartsWith(contextPath + "/v1", StringComparison.Ordinal) ? path[contextPath.Length..] : path,
            RawTarget = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? path,
            Query = Pairs(request.QueryString.Value ?? ""),
            Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = await reader.ReadToEndAsync(context.RequestAborted),
        };
    }

    public static bool HasForbiddenCharacter(LoggedRequest request) => request.RawTarget.AsSpan().ContainsAny(Forbidden);

    /// <summary>In the order they came; the framework's own collection would group them.</summary>
    private static List<KeyValuePair<string, string>> Pairs(string query) =>
        [.. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => new KeyValuePair<string, string>(WebUtility.UrlDecode(pair[0]), pair.Length > 1 ? WebUtility.UrlDecode(pair[1]) : ""))];
}
