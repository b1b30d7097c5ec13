using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Restores;

/// <summary>Reads the messages of a websocket (RFC 6455). Sends nothing but the handshake, answers to pings, and the farewell.</summary>
/// <remarks>
/// The framework's own client has no certificate check per connection on netstandard2.0. Memory is bounded: what of a
/// message is beyond <see cref="MaxMessage"/> is read and dropped.
/// </remarks>
internal sealed class WebSocketReader : IDisposable
{
    /// <summary>The part of a message that is kept, in bytes.</summary>
    public const int MaxMessage = 64 * 1024;

    private const int Continuation = 0;
    private const int Text = 1;
    private const int Binary = 2;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;
    private const int MaxControl = 125;
    private const int Final = 0x80;
    private const int Masked = 0x80;

    // A log may be in any encoding in places: what is no UTF-8 is replaced, not refused.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    private readonly string _server;
    private readonly TcpClient _tcp;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly MemoryStream _message = new();
    private Stream _stream = Stream.Null;
    private int _next;
    private int _end;
    private bool _isInMessage;

    private WebSocketReader(string server, TcpClient tcp)
    {
        _server = server;
        _tcp = tcp;
    }

    /// <param name="limit">For connection and handshake together.</param>
    /// <exception cref="ZStackException">Unreachable, CertificateNotTrusted, Timeout, InvalidResponse.</exception>
    public static async Task<WebSocketReader> ConnectAsync(string host, int port, bool isEncrypted, CertificatePolicy certificates, TimeSpan limit, CancellationToken cancellation)
    {
        string name = host.Trim('[', ']');
        var reader = new WebSocketReader($"{host}:{port}", IPAddress.TryParse(name, out IPAddress? address) ? new TcpClient(address.AddressFamily) : new TcpClient());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            // Closing is what ends a connect, a TLS handshake or a read on every platform.
            using (deadline.Token.Register(reader.Dispose))
            {
                await reader._tcp.ConnectAsync(name, port).ConfigureAwait(false);
                await reader.OpenAsync(host, name, port, isEncrypted, certificates).ConfigureAwait(false);
                return reader;
            }
        }
        catch (Exception e)
        {
            reader.Dispose();
            cancellation.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested)
                throw new ZStackException(ZStackErrorKind.Timeout, reader._server, limit.TotalSeconds, Reason.Of(ReasonKind.TheWebSocket));
            if (e is ZStackException || !IsBroken(e))
                throw;
            throw certificates.Explain(reader._server, e) ?? reader.Broken(e);
        }
    }

    /// <summary>The next message; <c>null</c> when the server has said goodbye.</summary>
    /// <exception cref="ZStackException">Unreachable when the connection broke, InvalidResponse when it is no websocket's.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            using (cancellation.Register(Dispose))
                return await ReadMessageAsync().ConfigureAwait(false);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(e);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _tcp.Dispose();
    }

    private static bool IsBroken(Exception e) => e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or System.Security.Authentication.AuthenticationException;

    private async Task OpenAsync(string host, string name, int port, bool isEncrypted, CertificatePolicy certificates)
    {
        _stream = _tcp.GetStream();
        if (isEncrypted)
        {
            var tls = new SslStream(_stream, leaveInnerStreamOpen: false, (_, certificate, _, errors) => certificates.Accepts(certificate, errors));
            _stream = tls;
            await tls.AuthenticateAsClientAsync(name).ConfigureAwait(false);
        }

        var handshake = new WebSocketHandshake();
        byte[] request = handshake.Request(host, port);
        await _stream.WriteAsync(request, 0, request.Length).ConfigureAwait(false);
        if (handshake.Fault(await ReadHeadAsync().ConfigureAwait(false)) is { } fault)
            throw Invalid(fault);
    }

    private async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (head.Length < WebSocketHandshake.MaxHead)
        {
            head.Append((char)await ReadByteAsync().ConfigureAwait(false));
            int length = head.Length;
            if (length >= 4 && head[length - 1] == '\n' && head[length - 2] == '\r' && head[length - 3] == '\n' && head[length - 4] == '\r')
                return head.ToString(0, length - 4);
        }

        throw Invalid(Reason.Of(ReasonKind.HeadWithoutEnd));
    }

    private async Task<string?> ReadMessageAsync()
    {
        while (true)
        {
            int first = await ReadByteAsync().ConfigureAwait(false);
            long length = await ReadLengthAsync().ConfigureAwait(false);
            int code = first & 0x0F;
            bool isFinal = (first & Final) != 0;
            if ((first & 0x70) != 0)
                throw Invalid(Reason.Of(ReasonKind.FrameWithExtensions));
            if (code >= Close)
            {
                if (!isFinal || length > MaxControl)
                    throw Invalid(Reason.Of(ReasonKind.BadControlFrame));
                if (await ControlAsync(code, (int)length).ConfigureAwait(false))
                    continue;
                return null;
            }

            if (code is not (Continuation or Text or Binary) || _isInMessage != (code == Continuation))
                throw Invalid(Reason.Of(ReasonKind.FrameOutOfOrder));
            _isInMessage = !isFinal;
            await ReadPayloadAsync(length).ConfigureAwait(false);
            if (isFinal)
                return TakeMessage();
        }
    }

    private async Task<long> ReadLengthAsync()
    {
        int second = await ReadByteAsync().ConfigureAwait(false);
        if ((second & Masked) != 0)
            throw Invalid(Reason.Of(ReasonKind.MaskedFrame));
        int bytes = second switch { 126 => 2, 127 => 8, _ => 0 };
        long length = bytes == 0 ? second : 0;
        for (int i = 0; i < bytes; i++)
            length = (length << 8) | (uint)await ReadByteAsync().ConfigureAwait(false);
        return length >= 0 ? length : throw Invalid(Reason.Of(ReasonKind.ImpossibleFrame));
    }

    /// <returns>False when it was the goodbye.</returns>
    private async Task<bool> ControlAsync(int code, int length)
    {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++)
            payload[i] = (byte)await ReadByteAsync().ConfigureAwait(false);
        if (code == Ping)
            await SendAsync(Pong, payload, length).ConfigureAwait(false);
        if (code != Close)
            return code is Ping or Pong ? true : throw Invalid(Reason.Of(ReasonKind.UnknownFrame));
        // The status is given back, its words are not.
        await SendAsync(Close, payload, Math.Min(length, 2)).ConfigureAwait(false);
        return false;
    }

    /// <summary>Everything a client sends is masked with a key of its own.</summary>
    private async Task SendAsync(int code, byte[] payload, int length)
    {
        byte[] frame = new byte[6 + length];
        byte[] mask = new byte[4];
        using (var generator = RandomNumberGenerator.Create())
            generator.GetBytes(mask);
        frame[0] = (byte)(Final | code);
        frame[1] = (byte)(Masked | length);
        mask.CopyTo(frame, 2);
        for (int i = 0; i < length; i++)
            frame[6 + i] = (byte)(payload[i] ^ mask[i % 4]);
        await _stream.WriteAsync(frame, 0, frame.Length).ConfigureAwait(false);
    }

    private async Task ReadPayloadAsync(long length)
    {
        while (length > 0)
        {
            if (_next == _end)
                await FillAsync().ConfigureAwait(false);
            int piece = (int)Math.Min(length, _end - _next);
            int kept = (int)Math.Min(piece, MaxMessage - _message.Length);
            _message.Write(_buffer, _next, kept);
            _next += piece;
            length -= piece;
        }
    }

    private string TakeMessage()
    {
        string text = Utf8.GetString(_message.GetBuffer(), 0, (int)_message.Length);
        _message.SetLength(0);
        return text;
    }

    private async Task<int> ReadByteAsync()
    {
        if (_next == _end)
            await FillAsync().ConfigureAwait(false);
        return _buffer[_next++];
    }

    private async Task FillAsync()
    {
        _next = 0;
        _end = 0;
        _end = await _stream.ReadAsync(_buffer, 0, _buffer.Length).ConfigureAwait(false);
        if (_end == 0)
            throw new ReasonException(ReasonKind.NoGoodbye);
    }

    private ZStackException Invalid(object reason) => new(ZStackErrorKind.InvalidResponse, _server, reason);

    private ZStackException Broken(Exception e) => new(ZStackErrorKind.Unreachable, e, _server, Reason.Why(e, Redactor.Patterns.Clean), 1);
}
