using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Dumps;

namespace ZStack.Backup.Client.Tests.Dumps;

public sealed class GzipTests
{
    private static readonly byte[] Packed = Samples.Real;

    [Fact]
    public void The_crc_is_the_one_of_gzip()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("123456789");

        Assert.Equal(0xCBF43926u, Crc32.Append(0, bytes, 0, 9));
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Append(0, bytes, 0, 2), bytes, 2, 7));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void A_whole_file_is_read_whole_however_it_arrives(int piece) =>
        Assert.Equal(Samples.Unpack(Packed), Read(Packed, piece));

    [Fact]
    public void An_empty_text_is_whole() => Assert.Empty(Read(Samples.Gzip("")));

    [Fact]
    public void Every_field_that_a_header_may_have_is_stepped_over()
    {
        byte[] body = Samples.Gzip("text");
        byte[] header = [0x1F, 0x8B, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 3, 0, 9, 9, 9, (byte)'n', 0, (byte)'c', (byte)'c', 0, 7, 7];

        Assert.Equal("text", Encoding.ASCII.GetString(Read([.. header, .. body.Skip(10)])));
    }

    [Fact]
    public void A_file_cut_anywhere_is_not_whole()
    {
        byte[] small = Samples.Gzip("a small text");

        for (int length = 0; length < small.Length; length++)
            Assert.NotNull(FaultOf(small[..length]));
        for (int cut = 1; cut <= 64; cut++)
            Assert.Contains(FaultOf(Packed[..^cut]), new Finding?[] { Finding.GzipTruncated, Finding.GzipDamaged });
    }

    [Fact]
    public void Data_without_its_end_is_truncated_also_when_the_trailer_fits()
    {
        // The text is complete and the trailer right, but the block's end mark is gone: what a bare check of the CRC lets pass.
        byte[] small = Samples.Gzip("a small text");

        Assert.Equal(Finding.GzipTruncated, FaultOf([.. small[..^9], .. small[^8..]]));
    }

    [Fact]
    public void Anything_behind_the_end_is_a_fault()
    {
        var random = new Random(1);
        for (int more = 1; more <= 40; more++)
        {
            byte[] garbage = new byte[more];
            Assert.NotNull(FaultOf([.. Packed, .. garbage]));
            random.NextBytes(garbage);
            Assert.NotNull(FaultOf([.. Packed, .. garbage]));
        }

        byte[] empty = Samples.Gzip("");
        for (int cut = 1; cut < empty.Length; cut++)
            Assert.NotNull(FaultOf([.. Packed, .. empty[..^cut]]));
        // Between data and trailer, so that the last eight bytes are still the right ones.
        Assert.Equal(Finding.GzipGoesOn, FaultOf([.. Packed[..^8], 0, .. Packed[^8..]]));
        Assert.Equal(Finding.GzipGoesOn, FaultOf([.. Packed, .. new byte[200_000], .. Packed[^8..]]));
    }

    /// <summary>As <c>gzip -c a; gzip -c b</c>, pigz and bgzip write them; what looks like a header inside the data is none.</summary>
    [Fact]
    public void All_members_are_read_as_one_text()
    {
        var random = new Random(3);
        byte[] noise = new byte[300_000];
        random.NextBytes(noise);
        byte[] magic = [.. Enumerable.Repeat(new byte[] { 0x1F, 0x8B, 8, 0 }, 2000).SelectMany(b => b)];
        byte[][] texts = [[], Encoding.ASCII.GetBytes("a"), noise, magic, [.. noise[..70_000], .. magic], Samples.Unpack(Packed)];
        foreach (int piece in new[] { 1, 3, 100_000 })
        {
            for (int i = 0; i < 20; i++)
            {
                byte[][] chosen = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => texts[random.Next(texts.Length)])];
                byte[] file = [.. chosen.SelectMany(Stored)];
                Assert.Equal(chosen.SelectMany(t => t), Read(file, piece));
                // Every member counts, not only the last one.
                file[10 + Stored(chosen[0]).Length - 18] ^= 1;
                Assert.Contains(FaultOf(file), new Finding?[] { Finding.GzipChecksumDiffers, Finding.GzipDamaged, Finding.GzipTruncated, Finding.GzipGoesOn });
            }
        }

        byte[] Stored(byte[] text)
        {
            if (text.Length == 0)
                return Samples.Gzip("");
            using var packed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(packed, text == magic ? System.IO.Compression.CompressionLevel.NoCompression : System.IO.Compression.CompressionLevel.Fastest))
                gzip.Write(text);
            return packed.ToArray();
        }
    }

    [Fact]
    public void A_byte_changed_anywhere_behind_the_header_is_found()
    {
        var random = new Random(2);
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = [.. Packed];
            damaged[random.Next(10, damaged.Length)] ^= (byte)(1 << random.Next(8));
            Assert.NotNull(FaultOf(damaged));
        }

        for (int i = 1; i <= 8; i++)
        {
            byte[] damaged = [.. Packed];
            damaged[^i] ^= 1;
            Assert.Equal(i <= 4 ? Finding.GzipLengthDiffers : Finding.GzipChecksumDiffers, FaultOf(damaged));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- MySQL dump")]
    [InlineData("\u001f")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("\u001f\u008b\u0007\u0000")]
    public void A_file_that_is_not_gzip_is_reported(string file) =>
        Assert.Contains(FaultOf(Encoding.Latin1.GetBytes(file)), new Finding?[] { Finding.NotGzip, Finding.GzipTruncated });

    private static Finding? FaultOf(byte[] file)
    {
        try
        {
            Read(file);
            return null;
        }
        catch (BackupFaultException e)
        {
            Assert.Equal(CheckNames.Gzip, e.Check);
            return (Finding)e.Found.Kind;
        }
    }

    private static byte[] Read(byte[] file, int piece = 4096)
    {
        using var raw = new RawFile(new PieceStream(file, piece), "file", hashes: false, new ProgressMeter(null, ProgressActivity.ReadBackup, "", null), CancellationToken.None);
        using var gzip = new GzipReader(raw);
        using var text = new MemoryStream();
        byte[] buffer = new byte[5000];
        int read;
        while ((read = gzip.Read(buffer, 0, buffer.Length)) > 0)
            text.Write(buffer, 0, read);
        return text.ToArray();
    }

    /// <summary>Gives at most so many bytes at a time, as a network drive may.</summary>
    private sealed class PieceStream : MemoryStream
    {
        private readonly int _piece;

        public PieceStream(byte[] content, int piece)
            : base(content) => _piece = piece;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, _piece));
    }
}
