using System;
using System.IO;
using System.IO.Compression;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Unpacks a gzip file and proves that it is whole: one member, nothing missing, nothing behind it.</summary>
/// <remarks>
/// .NET's own <see cref="GZipStream"/> takes the end of a truncated file for the end of the data. Here the inflater gets the
/// last byte of its data by itself, and never the eight of the trailer. A whole file is one where it wanted that byte and
/// nothing more: an inflater that has not wanted it ended early, so something follows; one that wants more was cut short.
/// </remarks>
internal sealed class GzipReader : IDisposable
{
    private readonly PackedData _packed;
    private readonly DeflateStream _inflater;
    private uint _crc;

    /// <exception cref="BackupFaultException">It does not begin as gzip does.</exception>
    public GzipReader(RawFile file)
    {
        _packed = new PackedData(file);
        _packed.ReadHeader();
        _inflater = new DeflateStream(_packed, CompressionMode.Decompress);
    }

    /// <summary>Bytes unpacked so far.</summary>
    public long Length { get; private set; }

    /// <returns>0 at the end, after the file has been proved whole.</returns>
    /// <exception cref="BackupFaultException">It is not whole.</exception>
    public int Read(byte[] buffer, int offset, int count)
    {
        int read;
        try
        {
            read = _inflater.Read(buffer, offset, count);
        }
        // What the disk refuses has been given a type of its own by then.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw _packed.WasDry ? Truncated() : Fault(Finding.GzipDamaged, _packed.Position, Length);
        }

        if (read == 0)
            ProveEnd();
        _crc = Crc32.Append(_crc, buffer, offset, read);
        Length += read;
        return read;
    }

    /// <summary>Unpacks the rest without looking at it.</summary>
    public void ReadRest()
    {
        byte[] buffer = new byte[128 * 1024];
        while (Read(buffer, 0, buffer.Length) > 0)
        {
            // Read checks.
        }
    }

    public void Dispose()
    {
        _inflater.Dispose();
        _packed.Dispose();
    }

    private void ProveEnd()
    {
        if (_packed.WasDry)
            throw Truncated();
        if (!_packed.GaveLastByte)
            throw Fault(Finding.GzipGoesOn);
        (uint crc, uint length) = _packed.Trailer;
        if (crc != _crc)
            throw Fault(Finding.GzipChecksumDiffers, crc.ToString("x8", null), _crc.ToString("x8", null));
        if (length != unchecked((uint)Length))
            throw Fault(Finding.GzipLengthDiffers, length, unchecked((uint)Length));
    }

    private BackupFaultException Truncated() => Fault(Finding.GzipTruncated, _packed.Position, Length);

    private static BackupFaultException Fault(Finding finding, params object[] facts) => new(CheckNames.Gzip, finding, facts);

    /// <summary>The file between header and trailer, as the inflater gets it.</summary>
    private sealed class PackedData : Stream
    {
        private const int TrailerLength = 8;

        private readonly RawFile _file;
        private readonly byte[] _buffer = new byte[128 * 1024];
        private int _start;
        private int _end;
        private bool _fileEnded;

        public PackedData(RawFile file) => _file = file;

        /// <summary>The inflater asked for more than there is.</summary>
        public bool WasDry { get; private set; }

        /// <summary>The inflater asked for the last byte before the trailer.</summary>
        public bool GaveLastByte { get; private set; }

        /// <summary>Valid after <see cref="GaveLastByte"/>.</summary>
        public (uint Crc, uint Length) Trailer => (Number(_start), Number(_start + 4));

        /// <summary>Bytes of the file that were given out.</summary>
        public override long Position
        {
            get => _file.Position - (_end - _start);
            set => throw new NotSupportedException();
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public void ReadHeader()
        {
            const int Fixed = 10, HasCrc = 2, HasExtra = 4, HasName = 8, HasComment = 16, Unknown = 0xE0;
            Need(Fixed);
            int known = Math.Min(_end, 4);
            if (_end >= 1 && _buffer[0] != 0x1F || _end >= 2 && _buffer[1] != 0x8B || _end >= 3 && _buffer[2] != 8 || _end >= 4 && (_buffer[3] & Unknown) != 0)
                throw Fault(Finding.NotGzip, BitConverter.ToString(_buffer, 0, known).Replace('-', ' '));
            if (_end < Fixed)
                throw Fault(Finding.GzipTruncated, _file.Position, 0L);
            int flags = _buffer[3];
            _start = Fixed;
            if ((flags & HasExtra) != 0)
                Skip(HeaderByte() | (HeaderByte() << 8));
            if ((flags & HasName) != 0)
                SkipText();
            if ((flags & HasComment) != 0)
                SkipText();
            if ((flags & HasCrc) != 0)
                Skip(2);
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            // One byte and the trailer are always held back: until the file has ended, any byte may be the last.
            Need(TrailerLength + 2);
            int free = _end - _start - TrailerLength - 1;
            if (free <= 0 && _fileEnded)
            {
                if (free < 0)
                {
                    WasDry = true;
                    return 0;
                }

                GaveLastByte = true;
                free = 1;
            }

            int given = Math.Min(free, count);
            Buffer.BlockCopy(_buffer, _start, buffer, offset, given);
            _start += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        /// <summary>Fills the buffer until it holds that many bytes or the file has ended.</summary>
        private void Need(int count)
        {
            if (_end - _start >= count || _fileEnded)
                return;
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
            while (_end < count && !_fileEnded)
            {
                int read = _file.Read(_buffer, _end, _buffer.Length - _end);
                _fileEnded = read == 0;
                _end += read;
            }
        }

        private int HeaderByte()
        {
            Need(1);
            return _start < _end ? _buffer[_start++] : throw Fault(Finding.GzipTruncated, _file.Position, 0L);
        }

        private void Skip(int count)
        {
            for (int i = 0; i < count; i++)
                HeaderByte();
        }

        private void SkipText()
        {
            while (HeaderByte() != 0)
            {
                // Ends with a zero.
            }
        }

        private uint Number(int at) => (uint)(_buffer[at] | (_buffer[at + 1] << 8) | (_buffer[at + 2] << 16) | (_buffer[at + 3] << 24));
    }
}
