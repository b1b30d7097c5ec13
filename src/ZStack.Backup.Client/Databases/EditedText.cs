using System;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Client.Dumps;

namespace ZStack.Backup.Client.Databases;

/// <summary>The text of a dump as a loader gets it: changed as the node changes it, and without what only an administrator may do.</summary>
/// <remarks>One of the node's changes is not made: it switches a setting of the high availability off, and leaves the rows as they are.</remarks>
internal sealed class EditedText
{
    private readonly Func<byte[], int, int, int> _read;
    private readonly Cut[] _cuts;
    private readonly byte[] _skipped = new byte[64 * 1024];
    private byte[] _insert = [];
    private int _inserted;
    private int _next;
    private long _position;

    /// <param name="database">As with <c>--one-database</c>, only what follows a USE of it is left; a client that takes no commands from the text does not know that by itself.</param>
    /// <param name="definer">What every definer is replaced with.</param>
    public EditedText(Func<byte[], int, int, int> read, DumpReader dump, string database, byte[] definer)
    {
        _read = read;
        IEnumerable<Cut> byNode = dump.NodeEdits.All.Select(e => new Cut(e.At.Offset, e.End, e.Kind == NodeEditKind.DefinerReplaced ? definer : []));
        _cuts = [.. byNode.Concat(OfOthers(dump.Uses, database)).Concat(dump.Restricted.Select(r => new Cut(r.Start, r.End, []))).OrderBy(c => c.Start)];
    }

    /// <summary>Fills a part of a buffer and returns how much; 0 at the end.</summary>
    public int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            if (_inserted < _insert.Length)
            {
                int given = Math.Min(count, _insert.Length - _inserted);
                Buffer.BlockCopy(_insert, _inserted, buffer, offset, given);
                _inserted += given;
                return given;
            }

            if (_next >= _cuts.Length || _position < _cuts[_next].Start)
            {
                int free = _next >= _cuts.Length ? count : (int)Math.Min(count, _cuts[_next].Start - _position);
                int read = _read(buffer, offset, free);
                _position += read;
                return read;
            }

            if (!Skip())
                return 0;
        }
    }

    private static IEnumerable<Cut> OfOthers(IReadOnlyList<(long Offset, string Database)> uses, string database)
    {
        for (int i = 0; i < uses.Count; i++)
        {
            if (uses[i].Database != database)
                yield return new Cut(uses[i].Offset, i + 1 < uses.Count ? uses[i + 1].Offset : long.MaxValue, []);
        }
    }

    private bool Skip()
    {
        Cut cut = _cuts[_next++];
        if (cut.End <= _position && cut.Start < _position)
            return true; // inside of another one
        while (_position < cut.End)
        {
            int read = _read(_skipped, 0, (int)Math.Min(_skipped.Length, cut.End - _position));
            if (read == 0)
                return false;
            _position += read;
        }

        (_insert, _inserted) = (cut.Insert, 0);
        return true;
    }

    private readonly struct Cut
    {
        public Cut(long start, long end, byte[] insert)
        {
            Start = start;
            End = end;
            Insert = insert;
        }

        public long Start { get; }

        public long End { get; }

        public byte[] Insert { get; }
    }
}
