using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Http;

/// <summary>An answer whose head is there and whose body may still be arriving.</summary>
internal sealed class ApiResponse : IAnswerStream
{
    // The largest small answer (a page of records is streamed, not read whole).
    private const int MaxText = 16 * 1024 * 1024;

    private readonly HttpResponseMessage _message;
    private readonly ResponseStream _body;
    private readonly TimeSpan _limit;
    private readonly Stopwatch _sinceSent;
    private bool _mustEnd;

    private ApiResponse(HttpResponseMessage message, ResponseStream body, TimeSpan limit, Stopwatch sinceSent)
    {
        _message = message;
        _body = body;
        _limit = limit;
        _sinceSent = sinceSent;
    }

    public int Status => (int)_message.StatusCode;

    public Uri? Location => _message.Headers.Location;

    public TimeSpan? RetryAfter => _message.Headers.RetryAfter?.Delta;

    public Stream Body => _body;

    public Action? BeforeRead
    {
        get => _body.BeforeRead;
        set => _body.BeforeRead = value;
    }

    /// <param name="limit">Between two pieces of the body and for each element of a list; for a small answer, from sending to its end.</param>
    public static ApiResponse Of(HttpResponseMessage message, Stream body, string server, TimeSpan limit, Stopwatch sinceSent, CancellationToken cancellation) =>
        new(message, new ResponseStream(body, server, limit, cancellation), limit, sinceSent);

    /// <summary>Holds the limit for all of it: what comes a byte at a time would never be silent for long, and never end.</summary>
    public void MustEnd()
    {
        _mustEnd = true;
        _body.EndWithin(_limit - _sinceSent.Elapsed);
    }

    /// <summary>Gives the next element of a long answer the limit anew.</summary>
    public void Renew()
    {
        if (!_mustEnd)
            _body.EndWithin(_limit);
    }

    /// <summary>The whole body as text. The server never names a charset: it is UTF-8.</summary>
    public async Task<string> ReadTextAsync(int limit = MaxText)
    {
        MustEnd();
        using var memory = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while (memory.Length < limit && (read = await _body.ReadAsync(buffer, 0, buffer.Length, CancellationToken.None).ConfigureAwait(false)) > 0)
            memory.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length).TrimStart('\uFEFF');
    }

    public void Dispose()
    {
        _body.Dispose();
        _message.Dispose();
    }
}
