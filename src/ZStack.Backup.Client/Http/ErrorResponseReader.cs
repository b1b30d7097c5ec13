using System;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Http;

/// <summary>Reads an answer that is not a success: the server's JSON error, its plain texts, or the page of something in between.</summary>
/// <remarks>A 503 is a business error when it is JSON with <c>error</c>, and an outage otherwise: the body decides, not the status.</remarks>
internal static class ErrorResponseReader
{
    private const int MaxBody = 1024 * 1024;

    /// <summary>The plain texts by which the node refuses a request before it does anything. Source: docs/zstack-api.md sections 1.2 to 1.6 and 7.3.</summary>
    private static readonly (int Status, string Words)[] Refusals =
    [
        (400, "missing header 'Authorization'"),
        (400, "Authorization type must be"),
        (400, "accessKey format is"),
        (400, "'Date'"),
        (400, "unable to find RestAuthenticationBackend"),
        (400, "Invalid header[X-Job-UUID]"),
        (400, "the body doesn't contain action mapping"),
        (403, "requestTimeTooSkewed"),
        (404, "no api mapping to "),
        (500, "No creational API found"),
        (500, "No delete API found"),
        (500, "No query API found"),
    ];

    // Of nginx, Apache, Tomcat and Go, to whom speaks plain http to their TLS port.
    private static readonly Regex TlsWords = new("to (an )?HTTPS (port|server)|speaking plain HTTP to an SSL|requires TLS", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static async Task<ZStackException> ReadAsync(ApiResponse response, ServerAddress address, ApiRequest request, Redactor redactor)
    {
        string body;
        try
        {
            body = await response.ReadTextAsync(MaxBody).ConfigureAwait(false);
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.InvalidResponse)
        {
            return new ZStackException(ZStackErrorKind.Unreachable, e, address.Name, Reason.Of(ReasonKind.BrokeWithStatus, response.Status), 1);
        }

        if (ErrorReader.TryRead(body, redactor) is { } error)
            return new ZStackApiException(address.Name, error, response.Status, request.JobId);
        return Classify(response, body, address, request, redactor);
    }

    private static ZStackException Classify(ApiResponse response, string body, ServerAddress address, ApiRequest request, Redactor redactor)
    {
        string server = address.Name;
        int status = response.Status;
        bool page = WebPage.LooksLikeOne(body);
        string words = WebPage.Words(body, page, redactor);
        NodeWord word = WordOf(status, body.Trim());
        return status switch
        {
            >= 300 and < 400 => new(ZStackErrorKind.Redirected, server, redactor.Clean(response.Location?.OriginalString)),
            502 or 503 or 504 => new(ZStackErrorKind.Unreachable, server, Outage(status, words), 1),
            404 when page => new(ZStackErrorKind.NotAnApi, address.Url, words, status),
            404 => new(ZStackErrorKind.ApiNotSupported, server, request.Method.Method + " " + redactor.Clean(request.Path), words) { Word = word },
            403 when word == NodeWord.Refused => new(ZStackErrorKind.ClockSkewed, server, "", "") { Word = word },
            400 when body.StartsWith("'Date'", StringComparison.Ordinal) => new(ZStackErrorKind.AuthenticationFailed, server, words, status) { Word = word },
            407 => new(ZStackErrorKind.Unreachable, server, Outage(status, words), 1),
            401 or 403 => new(ZStackErrorKind.AuthenticationFailed, server, words, status),
            400 when !address.IsEncrypted && TlsWords.IsMatch(body) => new(ZStackErrorKind.Unreachable, server, Reason.Of(ReasonKind.WantsTls), 1),
            400 => new(ZStackErrorKind.BadRequest, server, status, words) { Word = word },
            _ => new(ZStackErrorKind.ServerError, server, status, words) { Word = word },
        };
    }

    /// <summary>Read before it is redacted: a password can be a word of these sentences.</summary>
    private static NodeWord WordOf(int status, string body) => status switch
    {
        400 when Begins(body, "Duplicate job uuid[") => NodeWord.DuplicateJob,
        404 when body == "the job has been expired" => NodeWord.UnknownJob,
        _ when Array.Exists(Refusals, known => known.Status == status && Begins(body, known.Words)) => NodeWord.Refused,
        _ => NodeWord.None,
    };

    private static bool Begins(string body, string words) => body.StartsWith(words, StringComparison.Ordinal);

    private static string Outage(int status, string words) => words.Length > 0 ? $"{Http(status)} ({words})" : Http(status);

    private static string Http(int status) => "HTTP " + status.ToString(CultureInfo.InvariantCulture);
}
