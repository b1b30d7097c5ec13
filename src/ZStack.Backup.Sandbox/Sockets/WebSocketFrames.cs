using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox.Sockets;

/// <summary>Frames of RFC 6455, written by hand: the ready-made ones never do anything unusual.</summary>
internal sealed class WebSocketFrames : IDisposable
{
    private const int Final = 0x80;
    private const int Continuation = 0;
    private const int Text = 1;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;
    private const int Masked = 0x80;
    private const int Word = 126;
    private const int Long = 127;
    private const int Longest = 1 << 20;

    private readonly Stream _stream;
    private readonly Action<string> _problem;
    private readonly SemaphoreSlim _one = new(1);

    public WebSocketFrames(Stream stream, Action<string> problem)
    {
        _stream = stream;
        _problem = problem;
    }

    public void Dispose() => _one.Dispose();

    /// <summary>In several pieces a ping goes between the first two, which is allowed.</summary>
    public async Task TextAsync(string text, int pieces, CancellationToken cancellation)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < pieces; i++)
        {
            // In the middle of a character, if it so happens.
            int from = bytes.Length * i / pieces;
            int to = bytes.Length * (i + 1) / pieces;
            await SendAsync((i == 0 ? Text : Continuation) | (i == pieces - 1 ? Final : 0), bytes[from..to], cancellation);
            if (i == 0 && pieces > 1)
                await PingAsync(cancellation);
        }
    }

    public Task PingAsync(CancellationToken cancellation) => SendAsync(Ping | Final, "are you there"u8.ToArray(), cancellation);

    public Task CloseAsync(CancellationToken cancellation) => SendAsync(Close | Final, [0x03, 0xE8], cancellation);

    /// <returns>False after the peer's closing frame, and when it is gone.</returns>
    public async Task<bool> ReadAsync(CancellationToken cancellation)
    {
        byte[] head = new byte[2];
        if (await _stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancellation) < 2)
            return false;
        long length = head[1] & 0x7F;
        if (length is Word or Long)
        {
            byte[] more = new byte[length == Word ? 2 : 8];
            await _stream.ReadExactlyAsync(more, cancellation);
            length = length == Word ? BinaryPrimitives.ReadUInt16BigEndian(more) : BinaryPrimitives.ReadInt64BigEndian(more);
        }

        bool masked = (head[1] & Masked) != 0;
        if (!masked || length is < 0 or > Longest)
        {
            _problem("the log's reader sends a frame without a mask, or a huge one");
            return false;
        }

        byte[] mask = new byte[4];
        await _stream.ReadExactlyAsync(mask, cancellation);
        byte[] payload = new byte[length];
        await _stream.ReadExactlyAsync(payload, cancellation);
        for (int i = 0; i < payload.Length; i++)
            payload[i] ^= mask[i % 4];
        switch (head[0] & 0x0F)
        {
            case Ping:
                await SendAsync(Pong | Final, payload, cancellation);
                return true;
            case Close:
                return false;
            case Pong:
                return true;
            default:
                _problem("the log's reader talks to it");
                return true;
        }
    }

    private async Task SendAsync(int first, byte[] payload, CancellationToken cancellation)
    {
        byte[] size = payload.Length switch
        {
            < Word => [(byte)payload.Length],
            <= ushort.MaxValue => [Word, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [Long, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        await _one.WaitAsync(cancellation);
        try
        {
            await _stream.WriteAsync((byte[])[(byte)first, .. size, .. payload], cancellation);
        }
        finally
        {
            _one.Release();
        }
    }
}
