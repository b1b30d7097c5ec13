using System;
using System.IO;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Http;

namespace ZStack.Backup.Client.Tests.Http;

public sealed class ResponseStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_reader_may_take_longer_between_two_reads_than_the_server_may_within_one()
    {
        var idle = TimeSpan.FromMilliseconds(200);
        using var stream = new ResponseStream(new MemoryStream(new byte[100]), "node", idle, CancellationToken.None);
        byte[] buffer = new byte[10];

        Assert.Equal(10, await stream.ReadAsync(buffer));
        await Task.Delay(idle * 3);
        Assert.Equal(10, await stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task A_body_that_cannot_be_unpacked_is_a_broken_answer()
    {
        using var packed = new System.IO.Compression.GZipStream(new MemoryStream("this is no gzip at all"u8.ToArray()), System.IO.Compression.CompressionMode.Decompress);
        using var stream = new ResponseStream(packed, "node", Limit, CancellationToken.None);

        ZStackException failure = await Assert.ThrowsAsync<ZStackException>(() => stream.ReadAsync(new byte[10], 0, 10, CancellationToken.None));

        Assert.Equal(ZStackErrorKind.InvalidResponse, failure.Kind);
    }

    [Fact]
    public async Task Cancellation_ends_the_read_of_a_stream_that_ignores_its_token()
    {
        using var cancellation = new CancellationTokenSource();
        using var stream = new ResponseStream(new DeafStream(), "node", Limit, innerIsDeaf: true, cancellation.Token);

        Task<int> read = stream.ReadAsync(new byte[10], 0, 10, CancellationToken.None);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Limit));
    }

    [Fact]
    public async Task Silence_ends_the_read_of_a_stream_that_ignores_its_token()
    {
        using var stream = new ResponseStream(new DeafStream(), "node", TimeSpan.FromMilliseconds(50), innerIsDeaf: true, CancellationToken.None);

        ZStackException failure = await Assert.ThrowsAsync<ZStackException>(() => stream.ReadAsync(new byte[10], 0, 10, CancellationToken.None).WaitAsync(Limit));

        Assert.Equal(ZStackErrorKind.Timeout, failure.Kind);
    }

    [Fact]
    public void Walking_away_closes_a_stream_that_ignores_its_token()
    {
        var inner = new DeafStream();

        new ResponseStream(inner, "node", Limit, innerIsDeaf: true, CancellationToken.None).Dispose();

        Assert.True(inner.IsClosed);
    }

    [Theory]
    [InlineData(".NET Framework 4.8.9300.0", true)]
    [InlineData(".NET Core 4.6.28619.01", false)]
    [InlineData(".NET 10.0.1", false)]
    public void Only_net_framework_is_told_which_tls_to_offer(string description, bool isFramework)
    {
        Assert.Equal(isFramework, Platform.IsNetFramework(description));
        Assert.Equal(isFramework ? SslProtocols.Tls12 : SslProtocols.None, Platform.TlsOf(description));
    }

    /// <summary>As on .NET Framework: a read that waits ends only when the stream is closed.</summary>
    private sealed class DeafStream : Stream
    {
        private readonly TaskCompletionSource<int> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsClosed => _read.Task.IsCompleted;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _read.Task;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(_read.Task);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _read.TrySetException(new IOException("closed"));
            base.Dispose(disposing);
        }
    }
}
