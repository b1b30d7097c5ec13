using System;
using System.Collections.Generic;
using System.Text;

namespace ZStack.Backup.Client.Dumps;

/// <summary>What the node's own restore changes in the text, line by line and without a look at quotes.</summary>
internal enum NodeEditKind
{
    /// <summary>The line is left out.</summary>
    LineDropped,

    /// <summary>The definer is replaced.</summary>
    DefinerReplaced,
}

/// <summary>One change.</summary>
internal sealed class NodeEdit
{
    public NodeEdit(NodeEditKind kind, Place at, Place found, long end, bool isPlain)
    {
        Kind = kind;
        At = at;
        Found = found;
        End = end;
        IsPlain = isPlain;
    }

    public NodeEditKind Kind { get; }

    /// <summary>First byte that goes.</summary>
    public Place At { get; }

    /// <summary>What it goes for.</summary>
    public Place Found { get; }

    /// <summary>Behind the last byte that goes. Known when the whole line has been seen.</summary>
    public long End { get; set; }

    /// <summary>Of a definer: one account and nothing more.</summary>
    public bool IsPlain { get; }
}

/// <summary>
/// The filters of <c>zstack-ctl restore_mysql</c> (docs/zstack-api.md section 14): <c>/DROP DATABASE IF EXISTS/d</c>,
/// <c>/CREATE DATABASE .* IF NOT EXISTS/d</c> and <c>s/DEFINER=`[^\*\/]*`@`[^\*\/]*`/…/</c>.
/// </summary>
/// <remarks>Sees the text on its way to the reader, and holds one piece of it however long a line is.</remarks>
internal sealed class NodeFilter
{
    /// <summary>Far more than a dump has views and triggers; a hostile file must not fill the memory.</summary>
    public const int MaxEdits = 100_000;

    /// <summary>A definer has two names; what is longer is cut here.</summary>
    private const int MaxDefiner = 4 * 1024;

    private static readonly byte[] Drop = Encoding.ASCII.GetBytes("DROP DATABASE IF EXISTS");
    private static readonly byte[] Create = Encoding.ASCII.GetBytes("CREATE DATABASE ");
    private static readonly byte[] IfNotExists = Encoding.ASCII.GetBytes(" IF NOT EXISTS");
    private static readonly byte[] Definer = Encoding.ASCII.GetBytes("DEFINER=`");
    private static readonly bool[] OfText = SqlText.Stops('D', 'C');
    private static readonly bool[] OfCreate = SqlText.Stops('D', 'I');
    private static readonly bool[] OfLine = SqlText.Stops();

    private readonly Func<byte[], int, int, int> _read;
    private readonly Queue<NodeEdit> _edits = new();
    private byte[] _piece = new byte[256 * 1024 + 2 * MaxDefiner];
    private int _length;
    private int _seen;
    private long _offset;
    private Place _line = new(1, 0);
    private Place? _create;
    private NodeEdit? _dropped;
    private bool _replaced;
    private int _count;

    /// <param name="read">Fills a part of a buffer and returns how much; 0 at the end.</param>
    public NodeFilter(Func<byte[], int, int, int> read) => _read = read;

    /// <summary>Changes found so far and not taken yet. A line is known whole before the reader sees its end.</summary>
    public Queue<NodeEdit> Edits => _edits;

    /// <summary>Passes the text on, and looks at it.</summary>
    public int Read(byte[] buffer, int offset, int count)
    {
        int read = _read(buffer, offset, count);
        if (_length + read > _piece.Length)
            Array.Resize(ref _piece, _length + read);
        Buffer.BlockCopy(buffer, offset, _piece, _length, read);
        _length += read;
        int done = Look(isLast: read == 0);
        Buffer.BlockCopy(_piece, done, _piece, 0, _length - done);
        _length -= done;
        _offset += done;
        return read;
    }

    /// <returns>Bytes that need not be seen again.</returns>
    private int Look(bool isLast)
    {
        int at = _seen;
        while (true)
        {
            bool[] stops = _dropped is not null ? OfLine : _create is null ? OfText : OfCreate;
            while (at < _length && !stops[_piece[at]])
                at++;
            if (at >= _length)
                return Keep(at);
            if (_piece[at] == '\n')
            {
                EndLine(at);
                at++;
                continue;
            }

            // Enough for every one of the words, or wait for the next piece.
            if (!isLast && _length - at < Drop.Length)
                return Keep(at);
            int definer = _piece[at] == 'D' && !_replaced && Is(at, Definer) ? EndOfDefiner(at, isLast) : 0;
            if (definer < 0)
                return Keep(at);
            if (_piece[at] == 'D' && Is(at, Drop))
                DropLine(new Place(_line.Line, _offset + at));
            else if (_piece[at] == 'C' && Is(at, Create))
                _create = new Place(_line.Line, _offset + at);
            else if (_piece[at] == 'I' && _offset + at - 1 >= _create!.Value.Offset + Create.Length && at > 0 && Is(at - 1, IfNotExists))
                DropLine(_create.Value);
            else if (definer > at)
                Replace(at, definer);
            at++;
        }
    }

    /// <summary>From here on the text is still to be seen; one byte before it may be the blank in front of IF NOT EXISTS.</summary>
    private int Keep(int at)
    {
        int done = Math.Max(0, at - 1);
        _seen = at - done;
        return done;
    }

    private void DropLine(Place found)
    {
        _dropped = new NodeEdit(NodeEditKind.LineDropped, _line, found, long.MaxValue, isPlain: false);
        Add(_dropped);
    }

    private void Replace(int at, int end)
    {
        _replaced = true;
        int backticks = 0;
        for (int i = at; i < end; i++)
            backticks += _piece[i] == '`' ? 1 : 0;
        var place = new Place(_line.Line, _offset + at);
        Add(new NodeEdit(NodeEditKind.DefinerReplaced, place, place, _offset + end, isPlain: backticks == 4));
    }

    private void Add(NodeEdit edit)
    {
        if (++_count <= MaxEdits)
            _edits.Enqueue(edit);
    }

    private void EndLine(int at)
    {
        if (_dropped is not null)
            _dropped.End = _offset + at + 1;
        _line = new Place(_line.Line + 1, _offset + at + 1);
        (_dropped, _create, _replaced) = (null, null, false);
    }

    /// <summary>The longest match, as sed takes it.</summary>
    /// <returns>0 when there is none, -1 when more of the text must be seen first.</returns>
    private int EndOfDefiner(int at, bool isLast)
    {
        int from = at + Definer.Length;
        int end = from;
        while (end < _length && end - at < MaxDefiner && _piece[end] is not ((byte)'*' or (byte)'/' or (byte)'\n'))
            end++;
        if (end >= _length && !isLast && end - at < MaxDefiner)
            return -1;
        int last = Array.LastIndexOf(_piece, (byte)'`', end - 1, end - from);
        for (int i = last - 3; i >= from; i--)
        {
            if (_piece[i] == '`' && _piece[i + 1] == '@' && _piece[i + 2] == '`')
                return last + 1;
        }

        return 0;
    }

    private bool Is(int at, byte[] what)
    {
        if (at + what.Length > _length)
            return false;
        for (int i = 0; i < what.Length; i++)
        {
            if (_piece[at + i] != what[i])
                return false;
        }

        return true;
    }
}
