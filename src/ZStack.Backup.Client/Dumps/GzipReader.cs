using System;
using System.IO;
using System.IO.Compression;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Unpacks a gzip file and proves that it is whole: one member after another, nothing missing, nothing behind the last.</summary>
/// <remarks>
/// .NET's own <see cref="GZipStream"/> takes the end of a truncated file for the end of the data. Here the inflater gets the
/// last byte of its data by itself, and never the eight of the trailer. A whole file is one where it wanted that byte and
/// nothing more: an inflater that has not wanted it ended early, so something follows; one that wants more was cut short.
/// The same is done at every place where another member may begin, so the end of each member is known to the byte.
/// </remarks>
internal sealed class GzipReader : IDisposable
{
    private readonly PackedData _packed;
    private DeflateStream _inflater;
    private uint _crc;
    private long _memberStart;

    /// <exception cref="BackupFaultException">It does not begin as gzip does.</exception>
    public GzipReader(RawFile file)
    {
        _packed = new PackedData(file);
        _packed.ReadHeader();
        _inflater = NewInflater();
    }

    /// <summary>Bytes unpacked so far.</summary>
    public long Length { get; private set; }

    /// <returns>0 at the end, after the file has been proved whole.</returns>
    /// <exception cref="BackupFaultException">It is not whole.</exception>
    public int Read(byte[] buffer, int offset, int count)
    {
        int read = Inflate(buffer, offset, count);
        // A member may hold nothing; bgzip ends its files with such a one.
        while (read == 0 && count > 0 && NextMember())
            read = Inflate(buffer, offset, count);
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

    private DeflateStream NewInflater() => new(_packed, CompressionMode.Decompress, leaveOpen: true);

    private int Inflate(byte[] buffer, int offset, int count)
    {
        try
        {
            return _inflater.Read(buffer, offset, count);
        }
        // What the disk refuses has been given a type of its own by then.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw _packed.WasDry ? Truncated() : Fault(Finding.GzipDamaged, _packed.Position, Length);
        }
    }

    /// <summary>Proves the end of this member, and begins the next one.</summary>
    /// <returns><c>false</c> at the end of the file.</returns>
    private bool NextMember()
    {
        if (_packed.WasDry)
            throw Truncated();
        if (!_packed.GaveLastByte)
            throw Fault(Finding.GzipGoesOn);
        (uint crc, uint length) = _packed.Trailer;
        uint found = unchecked((uint)(Length - _memberStart));
        if (crc != _crc)
            throw Fault(Finding.GzipChecksumDiffers, crc.ToString("x8", null), _crc.ToString("x8", null));
        if (length != found)
            throw Fault(Finding.GzipLengthDiffers, length, found);
        if (_packed.IsLastMember)
            return false;
        _packed.SkipTrailer();
        _packed.ReadHeader();
        _inflater.Dispose();
        _inflater = NewInflater();
        _crc = 0;
        _memberStart = Length;
        return true;
    }

    private BackupFaultException Truncated() => Fault(Finding.GzipTruncated, _packed.Position, Length);

    private static BackupFaultException Fault(Finding finding, params object[] facts) => new(CheckNames.Gzip, finding, facts);

    /// <summary>The file without headers and trailers, as the inflater gets it.</summary>
    private sealed class PackedData : Stream
    {
        private const int TrailerLength = 8;
        private const int MagicLength = 3;

        /// <summary>Of a header that begins behind the trailer there must be enough to know it by.</summary>
        private const int HeldBack = TrailerLength + MagicLength + 1;

        private readonly RawFile _file;
        private readonly byte[] _buffer = new byte[128 * 1024];
        private int _start;
        private int _end;
        private int _searched;
        private int _header = -1;
        private bool _fileEnded;
        private bool _isFirst = true;

        public PackedData(RawFile file) => _file = file;

        /// <summary>The inflater asked for more than there is.</summary>
        public bool WasDry { get; private set; }

        /// <summary>The last byte given, by itself, is the last before a trailer.</summary>
        public bool GaveLastByte { get; private set; }

        /// <summary>Nothing follows the trailer. Valid after <see cref="GaveLastByte"/>.</summary>
        public bool IsLastMember => _fileEnded && _end - _start == TrailerLength;

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

        public void SkipTrailer() => _start += TrailerLength;

        public void ReadHeader()
        {
            const int Fixed = 10, HasCrc = 2, HasExtra = 4, HasName = 8, HasComment = 16, Unknown = 0xE0;
            Need(Fixed);
            int known = Math.Min(_end - _start, 4);
            if (!BeginsHeader(_start, known) || (known == 4 && (_buffer[_start + 3] & Unknown) != 0))
                throw _isFirst ? Fault(Finding.NotGzip, BitConverter.ToString(_buffer, 0, known).Replace('-', ' ')) : Fault(Finding.GzipGoesOn);
            if (_end - _start < Fixed)
                throw Fault(Finding.GzipTruncated, _file.Position, 0L);
            int flags = _buffer[_start + 3];
            _start += Fixed;
            if ((flags & HasExtra) != 0)
                Skip(HeaderByte() | (HeaderByte() << 8));
            if ((flags & HasName) != 0)
                SkipText();
            if ((flags & HasComment) != 0)
                SkipText();
            if ((flags & HasCrc) != 0)
                Skip(2);
            _isFirst = false;
            GaveLastByte = false;
            (_searched, _header) = (_start, -1);
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            GaveLastByte = false;
            // Until the file has ended, any byte may be the last.
            Need(HeldBack);
            int free = NextEnd() - _start;
            if (free <= 0)
            {
                WasDry = true;
                return 0;
            }

            int given = Math.Min(free, count);
            if (free > 1)
                given = Math.Min(given, free - 1);
            else
                GaveLastByte = _header >= 0 || _fileEnded;
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

        /// <summary>Where the data of this member may end: before the trailer in front of what looks like a header, or of the end of the file.</summary>
        /// <remarks>Else the end of what may be given out without being one of those.</remarks>
        private int NextEnd()
        {
            if (_header >= 0 && _header - TrailerLength <= _start)
                _header = -1; // given, and the inflater wanted more: it was none
            _searched = Math.Max(_searched, _start + TrailerLength + 1);
            while (_header < 0 && _searched <= _end - MagicLength)
            {
                int found = Array.IndexOf(_buffer, (byte)0x1F, _searched, _end - MagicLength + 1 - _searched);
                _searched = found < 0 ? _end - MagicLength + 1 : found + 1;
                if (found >= 0 && BeginsHeader(found, MagicLength))
                    _header = found;
            }

            if (_header >= 0)
                return _header - TrailerLength;
            // Not the byte that may be the last before a header of which too little is here yet.
            return _fileEnded ? _end - TrailerLength : _searched - TrailerLength;
        }

        private bool BeginsHeader(int at, int length) =>
            (length < 1 || _buffer[at] == 0x1F) && (length < 2 || _buffer[at + 1] == 0x8B) && (length < 3 || _buffer[at + 2] == 8);

        /// <summary>Fills the buffer until it holds that many bytes or the file has ended.</summary>
        private void Need(int count)
        {
            if (_end - _start >= count || _fileEnded)
                return;
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _searched -= _start;
            _header = _header < 0 ? -1 : _header - _start;
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
