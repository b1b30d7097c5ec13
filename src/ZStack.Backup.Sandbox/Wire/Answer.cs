using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox.Wire;

/// <summary>What the node answers: a status, and a body that is written when it is sent.</summary>
internal sealed class Answer
{
    private Answer(int status, Func<Stream, CancellationToken, Task> write)
    {
        Status = status;
        Write = write;
    }

    public int Status { get; }

    public Func<Stream, CancellationToken, Task> Write { get; }

    public static Answer Json(JsonNode body, int status = 200) => new(status, (s, token) => JsonSerializer.SerializeAsync(s, body, cancellationToken: token));

    /// <summary>Plain text, sent without a content type.</summary>
    public static Answer Text(int status, string text) => new(status, (s, token) => s.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), token).AsTask());

    public static Answer Streamed(Func<Stream, CancellationToken, Task> write) => new(200, write);

    /// <summary>The server's own errors are always 503.</summary>
    public static Answer Error(string code, string description, string details, JsonObject? cause = null)
    {
        var error = ErrorCode(code, description, details);
        if (cause is not null)
            error["cause"] = cause;
        return Json(new JsonObject { ["error"] = error }, 503);
    }

    public static JsonObject ErrorCode(string code, string description, string details) =>
        new() { ["code"] = code, ["description"] = description, ["details"] = details };
}
