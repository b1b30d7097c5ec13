using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Http;

/// <summary>A response body that ends at once: on cancellation, on silence, and when its reader walks away.</summary>
internal sealed class ResponseStream : Stream
{
    private readonly Stream _inner;
    private readonly string _server;
    private readonly TimeSpan _idle;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _deadline;
    private readonly Stopwatch _sinceBounded = new();
    private TimeSpan? _bound;
    private bool _isBoundNew;
    private bool _ended;
    private bool _disposed;

    public ResponseStream(Stream inner, string server, TimeSpan idle, CancellationToken cancellation)
        : this(inner, server, idle, Platform.StreamsIgnoreTokens, cancellation)
    {
    }

    /// <param name="innerIsDeaf">A pending read of the inner stream does not end with its token: closing the stream ends it.</param>
    internal ResponseStream(Stream inner, string server, TimeSpan idle, bool innerIsDeaf, CancellationToken cancellation)
    {
        _inner = inner;
        _server = server;
        _idle = idle;
        _cancellation = cancellation;
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (innerIsDeaf)
            _deadline.Token.Register(inner.Dispose);
    }

    /// <summary>Called before each read, which may have to wait for the network.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>From the next read on what is read has a limit, and not only each piece of it.</summary>
    /// <remarks>Comes for each of a hundred thousand elements, most of which need no read: no clock is asked here.</remarks>
    public void EndWithin(TimeSpan limit)
    {
        _bound = limit;
        _isBoundNew = true;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <remarks>A JSON reader pulls synchronously; the wait below stays cancellable because the read itself is not.</remarks>
    public override int Read(byte[] buffer, int offset, int count) =>
        Blocking.Result(ReadAsync(buffer, offset, count, CancellationToken.None));

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.Timeout"/>, <see cref="ZStackErrorKind.InvalidResponse"/> when the connection broke.</exception>
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        // Whoever is called here takes its own time.
        _sinceBounded.Stop();
        BeforeRead?.Invoke();
        if (_isBoundNew)
            _sinceBounded.Reset();
        _isBoundNew = false;
        _sinceBounded.Start();
        try
        {
            _deadline.CancelAfter(Patience());
            int read = await _inner.ReadAsync(buffer, offset, count, _deadline.Token).ConfigureAwait(false);
            _ended |= read == 0 && count > 0;
            return read;
        }
        catch (Exception e) when (_cancellation.IsCancellationRequested && e is not ZStackException)
        {
            throw new OperationCanceledException(_cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException || (!_disposed && _deadline.IsCancellationRequested))
        {
            throw new ZStackException(ZStackErrorKind.Timeout, _server, _idle.TotalSeconds, Reason.Of(ReasonKind.TheRest));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw new ZStackException(ZStackErrorKind.InvalidResponse, e, _server, Reason.Of(ReasonKind.BrokeInTheMiddle));
        }
        catch (InvalidDataException e)
        {
            throw new ZStackException(ZStackErrorKind.InvalidResponse, e, _server, Reason.Of(ReasonKind.NotUnpacked));
        }
        finally
        {
            // Between two reads the reader takes its time, not the server.
            if (!_disposed)
                _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan Patience()
    {
        if (_bound is not { } bound)
            return _idle;
        TimeSpan left = bound - _sinceBounded.Elapsed;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < _idle ? left : _idle;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            if (!_ended)
                Abandon();
            _inner.Dispose();
            _deadline.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// A disposed body would be drained for up to two seconds to save the connection. Cancelling a read that waits
    /// closes it at once. A read that finds bytes does not wait: a few rounds empty what has arrived already.
    /// </summary>
    private void Abandon()
    {
        byte[] scratch = new byte[64 * 1024];
        try
        {
            for (int round = 0; round < 32; round++)
            {
                Task<int> read = _inner.ReadAsync(scratch, 0, scratch.Length, _deadline.Token);
                if (!read.IsCompleted)
                {
                    _deadline.Cancel();
                    _ = read.ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                    return;
                }

                if (read.IsFaulted || read.IsCanceled || read.Result == 0)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException or InvalidDataException)
        {
            // Already closed, which is what is wanted.
        }
    }
}
