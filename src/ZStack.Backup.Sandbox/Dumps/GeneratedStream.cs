using System;
using System.IO;

namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>Pseudo-random bytes: one block of noise again and again, each time with its number in front.</summary>
internal sealed class GeneratedStream : Stream
{
    private const int BlockSize = 1 << 20;

    private static readonly byte[] Noise = MakeNoise();

    public GeneratedStream(long length) => Length = length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        int offset = (int)(Position % BlockSize);
        int count = (int)Math.Min(Math.Min(buffer.Length, BlockSize - offset), Length - Position);
        if (count <= 0)
            return 0;
        Noise.AsSpan(offset, count).CopyTo(buffer);
        if (offset < sizeof(long))
        {
            // Blocks differ, so a piece from the wrong place never goes unnoticed.
            byte[] number = BitConverter.GetBytes(Position / BlockSize);
            for (int i = 0; i < count && offset + i < sizeof(long); i++)
                buffer[i] ^= number[offset + i];
        }

        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

#pragma warning disable CA5394 // Noise, not a secret.
    private static byte[] MakeNoise()
    {
        byte[] noise = new byte[BlockSize];
        new Random(20261123).NextBytes(noise);
        noise[0] = 0x1f;
        noise[1] = 0x8b;
        return noise;
    }
#pragma warning restore CA5394
}
