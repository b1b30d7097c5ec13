using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Http;

/// <summary>An answer whose head is there and whose body may still be arriving.</summary>
internal sealed class ApiResponse : IDisposable
{
    // The largest small answer (a page of records is streamed, not read whole).
    private const int MaxText = 16 * 1024 * 1024;

    private readonly HttpResponseMessage _message;
    private readonly ResponseStream _body;

    private ApiResponse(HttpResponseMessage message, ResponseStream body)
    {
        _message = message;
        _body = body;
    }

    public int Status => (int)_message.StatusCode;

    public Uri? Location => _message.Headers.Location;

    public TimeSpan? RetryAfter => _message.Headers.RetryAfter?.Delta;

    public ResponseStream Body => _body;

    public static async Task<ApiResponse> OpenAsync(HttpResponseMessage message, string server, TimeSpan idle, CancellationToken cancellation)
    {
        Stream stream = await message.Content.ReadAsStreamAsync().ConfigureAwait(false);
        return new ApiResponse(message, new ResponseStream(stream, server, idle, cancellation));
    }

    /// <summary>The whole body as text. The server never names a charset: it is UTF-8.</summary>
    public async Task<string> ReadTextAsync(int limit = MaxText)
    {
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
