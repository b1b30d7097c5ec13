using System;
using System.Text;

namespace ZStack.Backup.Client.Dumps;

/// <summary>The text of a dump, read once and in bytes: values may hold any, in any encoding or none.</summary>
/// <remarks>Knows quotes, comments and lines. Holds one buffer, however long a value or a statement is.</remarks>
internal sealed class SqlText
{
    /// <summary>Names have 64 characters, of at most four bytes; a quoted backtick counts twice.</summary>
    public const int MaxName = 64 * 4 * 2;

    /// <summary>Longest statement without rows: of tables, views and triggers, which a server limits to 64 KB of each.</summary>
    private const int MaxRecord = 192 * 1024;

    private const int BufferSize = 256 * 1024;

    private static readonly bool[] SingleQuoted = Stops('\'', '\\');
    private static readonly bool[] DoubleQuoted = Stops('"', '\\');
    private static readonly bool[] BacktickQuoted = Stops('`');
    private static readonly bool[] Star = Stops('*');
    private static readonly Encoding Latin1 = Encoding.GetEncoding("ISO-8859-1");
    private static readonly byte[][] Headers = [Bytes("-- MariaDB dump "), Bytes("-- MySQL dump ")];

    private readonly Func<byte[], int, int, int> _read;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly byte[] _name = new byte[MaxName];
    private readonly StringBuilder _record = new();
    private int _recordFrom = -1;
    private long _bufferOffset;
    private int _position;
    private int _end;
    private bool _ended;

    /// <param name="read">Fills a part of a buffer and returns how much; 0 at the end.</param>
    public SqlText(Func<byte[], int, int, int> read) => _read = read;

    /// <summary>Where the next byte is.</summary>
    public Place Here => new(Line, _bufferOffset + _position);

    public long Line { get; private set; } = 1;

    /// <summary>Where a dump seemed to begin inside a statement. Decides nothing: a value may hold anything.</summary>
    public Place? HeaderInside { get; private set; }

    public static bool[] Stops(params char[] at)
    {
        bool[] table = new bool[256];
        table['\n'] = true; // lines are counted
        foreach (char c in at)
            table[c] = true;
        return table;
    }

    /// <summary>Keeps what is read from here on.</summary>
    public void Record()
    {
        _record.Clear();
        _recordFrom = _position;
    }

    /// <summary>What was read since <see cref="Record"/>, one character a byte; <c>null</c> when it is longer than any statement without rows.</summary>
    public string? Recorded()
    {
        KeepRecord();
        _recordFrom = -1;
        return _record.Length > MaxRecord ? null : _record.ToString();
    }

    /// <summary>It is not asked for.</summary>
    public void Forget() => _recordFrom = -1;

    /// <returns>-1 at the end of the text.</returns>
    public int Peek() => _position < _end || Fill(1) ? _buffer[_position] : -1;

    public int Peek(int ahead) => _position + ahead < _end || Fill(ahead + 1) ? _buffer[_position + ahead] : -1;

    public int Next()
    {
        int b = Peek();
        if (b < 0)
            return b;
        _position++;
        if (b == '\n')
            Line++;
        return b;
    }

    public bool StartsWith(byte[] what)
    {
        for (int i = 0; i < what.Length; i++)
        {
            if (Peek(i) != what[i])
                return false;
        }

        return true;
    }

    public void Skip(int count)
    {
        for (int i = 0; i < count; i++)
            Next();
    }

    /// <summary>Goes to the next byte of the table, over as many lines as it takes.</summary>
    /// <returns>That byte, or -1 at the end.</returns>
    public int SkipTo(bool[] stops)
    {
        while (true)
        {
            byte[] buffer = _buffer;
            int position = _position;
            int end = _end;
            while (position < end && !stops[buffer[position]])
                position++;
            _position = position;
            if (position >= end)
            {
                if (!Fill(1))
                    return -1;
            }
            else if (buffer[position] == '\n')
            {
                Next();
                NoteHeader();
            }
            else
            {
                return buffer[position];
            }
        }
    }

    public int SkipBlanks()
    {
        int b = Peek();
        while (b is ' ' or '\n' or '\t' or '\r')
        {
            Next();
            b = Peek();
        }

        return b;
    }

    /// <summary>Steps over quoted text that begins here, with escapes and doubled quotes.</summary>
    /// <exception cref="BackupFaultException"><see cref="Finding.QuoteNotClosed"/></exception>
    public void SkipQuoted()
    {
        Place begin = Here;
        int quote = Next();
        bool[] stops = quote switch { '\'' => SingleQuoted, '"' => DoubleQuoted, _ => BacktickQuoted };
        while (true)
        {
            SkipPlain(stops, (byte)quote);
            int b = SkipTo(stops);
            Next();
            if (b == '\\')
                b = Next();
            else if (b == quote && Peek() == quote)
                Next();
            else if (b == quote)
                return;
            if (b < 0)
                throw Fault(Finding.QuoteNotClosed, begin);
        }
    }

    /// <summary>The value of the quoted text that begins here, as a server reads it.</summary>
    /// <exception cref="BackupFaultException"><see cref="Finding.QuoteNotClosed"/></exception>
    public void CopyQuoted(RowCapture into)
    {
        Place begin = Here;
        int quote = Next();
        bool[] stops = quote == '\'' ? SingleQuoted : DoubleQuoted;
        while (true)
        {
            int from = _position;
            while (_position < _end && !stops[_buffer[_position]])
                _position++;
            into.Append(_buffer, from, _position - from);
            int b = Next();
            if (b == '\\')
            {
                b = Next();
                if (b is '%' or '_')
                    into.Append((byte)'\\');
                if (b >= 0)
                    into.Append(Unescaped((byte)b));
            }
            else if (b == quote)
            {
                if (Peek() != quote)
                    return;
                into.Append((byte)Next());
            }
            else if (b >= 0)
            {
                into.Append((byte)b);
                if (b == '\n')
                    NoteHeader();
            }

            if (b < 0)
                throw Fault(Finding.QuoteNotClosed, begin);
        }
    }

    /// <summary>What stands here up to the next byte of the table.</summary>
    public void CopyTo(bool[] stops, RowCapture into)
    {
        while (Peek() is var b && b >= 0 && !stops[b])
            into.Append((byte)Next());
    }

    private static byte Unescaped(byte b) => b switch
    {
        (byte)'0' => 0,
        (byte)'b' => 8,
        (byte)'n' => 10,
        (byte)'r' => 13,
        (byte)'t' => 9,
        (byte)'Z' => 26,
        _ => b,
    };

    /// <summary>The quoted text that begins here.</summary>
    /// <returns><c>null</c> when it is longer than a name can be; it has been stepped over then.</returns>
    public string? ReadQuoted()
    {
        Place begin = Here;
        int quote = Next();
        int length = 0;
        while (true)
        {
            int b = Next();
            if (b < 0)
                throw Fault(Finding.QuoteNotClosed, begin);
            if (b == '\\' && quote != '`')
            {
                b = Next();
            }
            else if (b == quote)
            {
                if (Peek() != quote)
                    return length > MaxName ? null : Encoding.UTF8.GetString(_name, 0, length);
                Next();
            }

            if (length < MaxName && b >= 0)
                _name[length] = (byte)b;
            length = Math.Min(length + 1, MaxName + 1);
        }
    }

    /// <summary>The word that begins here: letters, digits, <c>_</c>, <c>$</c> and what is not ASCII.</summary>
    /// <returns>Nothing when none begins here; <c>null</c> when it is longer than a name can be.</returns>
    public string? ReadWord()
    {
        int length = 0;
        while (IsOfWord(Peek()))
        {
            int b = Next();
            if (length < MaxName)
                _name[length] = (byte)b;
            length = Math.Min(length + 1, MaxName + 1);
        }

        return length > MaxName ? null : Encoding.UTF8.GetString(_name, 0, length);
    }

    /// <summary>Steps over a comment that begins here, with <c>/*</c>.</summary>
    /// <exception cref="BackupFaultException"><see cref="Finding.CommentNotClosed"/></exception>
    public void SkipComment()
    {
        Place begin = Here;
        Skip(2);
        while (true)
        {
            if (SkipTo(Star) < 0)
                throw Fault(Finding.CommentNotClosed, begin);
            Next();
            if (Peek() == '/')
            {
                Next();
                return;
            }
        }
    }

    /// <summary>The rest of the line, as much of it as is of interest.</summary>
    /// <param name="ended">The line has its end; only the last of a text may lack it.</param>
    public string ReadLine(out bool ended)
    {
        var line = new StringBuilder();
        int b = Next();
        for (; b is not ('\n' or -1); b = Next())
        {
            if (line.Length < MaxName)
                line.Append((char)b);
        }

        ended = b == '\n';
        return line.ToString();
    }

    /// <summary>To the end of a line comment inside a statement.</summary>
    public void SkipLine()
    {
        int b = Next();
        while (b is not ('\n' or -1))
            b = Next();
        NoteHeader();
    }

    /// <summary>A line comment begins here: two hyphens count only with a blank behind, as <c>1--1</c> is a number.</summary>
    public bool AtLineComment() => Peek() == '#' || (Peek() == '-' && Peek(1) == '-' && Peek(2) is -1 or <= ' ');

    /// <summary>A header of mysqldump begins here.</summary>
    public bool AtHeader() => Peek() == '-' && Array.Exists(Headers, StartsWith);

    public static byte[] Bytes(string ascii) => Encoding.ASCII.GetBytes(ascii);

    public static BackupFaultException Fault(Finding finding, Place at, params object[] more) =>
        new(CheckNames.Statements, finding, [at.Line, at.Offset, .. more]);

    private static bool IsOfWord(int b) => b is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '$' or >= 0x80;

    /// <summary>As far as the buffer goes: everything but the closing quote and what only <see cref="Next"/> counts. Most of the time goes by here.</summary>
    private void SkipPlain(bool[] stops, byte quote)
    {
        byte[] buffer = _buffer;
        int position = _position;
        int end = _end - 1;
        while (position < end)
        {
            byte b = buffer[position];
            if (!stops[b])
                position++;
            else if (b != quote && b != '\n' && buffer[position + 1] != '\n')
                position += 2;
            else
                break;
        }

        _position = position;
    }

    /// <summary>Notes a dump that begins here.</summary>
    public void NoteHeader()
    {
        if (HeaderInside is null && AtHeader())
            HeaderInside = Here;
    }

    private void KeepRecord()
    {
        if (_recordFrom < 0)
            return;
        if (_record.Length <= MaxRecord)
            _record.Append(Latin1.GetString(_buffer, _recordFrom, _position - _recordFrom));
        _recordFrom = _position;
    }

    /// <summary>Makes so many bytes available behind the position, unless the text ends before.</summary>
    private bool Fill(int count)
    {
        if (_position > 0)
        {
            KeepRecord();
            Buffer.BlockCopy(_buffer, _position, _buffer, 0, _end - _position);
            _bufferOffset += _position;
            _end -= _position;
            _position = 0;
            _recordFrom = Math.Min(_recordFrom, 0);
        }

        while (_end < count && !_ended)
        {
            int read = _read(_buffer, _end, _buffer.Length - _end);
            _ended = read == 0;
            _end += read;
        }

        return _end >= count;
    }
}

/// <summary>A place in the unpacked text.</summary>
internal readonly struct Place
{
    public Place(long line, long offset)
    {
        Line = line;
        Offset = offset;
    }

    public long Line { get; }

    public long Offset { get; }
}
