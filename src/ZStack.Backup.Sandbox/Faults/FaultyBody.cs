using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace ZStack.Backup.Sandbox.Faults;

/// <summary>The way out of an answer, with what can go wrong on it.</summary>
internal sealed class FaultyBody : Stream
{
    private const int DripSize = 16;
    private static readonly byte[] Blank = " "u8.ToArray();

    private readonly Stream _inner;
    private readonly HttpContext _context;
    private readonly Fault _fault;
    private long _sent;
    private bool _stalled;

    public FaultyBody(Stream inner, HttpContext context, Fault fault)
    {
        _inner = inner;
        _context = context;
        _fault = fault;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long left = _fault.AfterBytes - _sent;
        bool hit = left <= buffer.Length;
        switch (_fault.Kind)
        {
            case FaultKind.TruncateBody:
                await SendAsync(left <= 0 ? default : hit ? buffer[..(int)left] : buffer, cancellationToken);
                return;
            case FaultKind.ResetMidBody when hit:
                await SendAsync(buffer[..(int)Math.Max(left, 0)], cancellationToken);
                await _inner.FlushAsync(cancellationToken);
                // Resets overtake bytes that wait in a buffer.
                await Task.Delay(50, cancellationToken);
                _context.Abort();
                throw new OperationCanceledException();
            case FaultKind.Stall when hit && !_stalled:
                _stalled = true;
                await SendAsync(buffer[..(int)Math.Max(left, 0)], cancellationToken);
                await _inner.FlushAsync(cancellationToken);
                await Task.Delay(_fault.Delay, cancellationToken);
                await SendAsync(buffer[(int)Math.Max(left, 0)..], cancellationToken);
                return;
            case FaultKind.EndlessDrip:
                while (true)
                {
                    await SendAsync(Blank, cancellationToken);
                    await _inner.FlushAsync(cancellationToken);
                    await Task.Delay(_fault.Delay, cancellationToken);
                }

            case FaultKind.SlowDrip:
                for (int i = 0; i < buffer.Length; i += DripSize)
                {
                    await SendAsync(buffer.Slice(i, Math.Min(DripSize, buffer.Length - i)), cancellationToken);
                    await _inner.FlushAsync(cancellationToken);
                    await Task.Delay(_fault.Delay, cancellationToken);
                }

                return;
            default:
                await SendAsync(buffer, cancellationToken);
                return;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (bytes.IsEmpty)
            return;
        _sent += bytes.Length;
        await _inner.WriteAsync(bytes, cancellation);
    }
}
