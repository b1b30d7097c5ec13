using System;
using System.Collections.Generic;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Takes values out of the rows that a <see cref="DumpReader"/> goes over anyway.</summary>
internal interface IRowSink
{
    bool Wants(string database, string table);

    /// <summary>A statement that is no INSERT: it may say in which zone and which characters the rows are.</summary>
    void Statement(string text);

    /// <summary>The table is gone, with all of its rows so far.</summary>
    void Dropped(string database, string table);

    /// <summary>Rows of a wanted table follow.</summary>
    /// <param name="columns">The columns of each row, in this order.</param>
    RowCapture Rows(string database, string table, IReadOnlyList<DumpColumn> columns);
}

/// <summary>A column of a table in the dump.</summary>
internal sealed class DumpColumn
{
    public DumpColumn(string name, string type)
    {
        Name = name;
        Type = type;
    }

    public string Name { get; }

    /// <summary>Without length and attributes, in lower case.</summary>
    public string Type { get; }
}

/// <summary>The wanted values of one row, as bytes of the dump's own characters. One buffer for all rows.</summary>
internal sealed class RowCapture
{
    /// <summary>The longest column of interest is a path of 2048 characters.</summary>
    private const int MaxValue = 64 * 1024;

    private readonly int[] _fieldOf;
    private readonly int[] _start;
    private readonly int[] _length;
    private readonly Action<RowCapture> _row;
    private byte[] _bytes = new byte[1024];
    private int _end;

    /// <param name="fieldOf">For each column the number of its field; -1 where it is not wanted.</param>
    /// <param name="row">Called after each row; the values are gone when it returns.</param>
    public RowCapture(int[] fieldOf, int fields, Action<RowCapture> row)
    {
        _fieldOf = fieldOf;
        _start = new int[fields];
        _length = new int[fields];
        _row = row;
    }

    /// <summary>A value was longer than any that a node could have stored.</summary>
    public bool IsTooLong { get; private set; }

    public int FieldOf(int column) => column < _fieldOf.Length ? _fieldOf[column] : -1;

    public void BeginRow()
    {
        _end = 0;
        for (int i = 0; i < _length.Length; i++)
            _length[i] = -1;
    }

    public void EndRow() => _row(this);

    public void BeginValue(int field)
    {
        _start[field] = _end;
        _length[field] = 0;
    }

    public void EndValue(int field) => _length[field] = _end - _start[field];

    /// <summary>The value is NULL.</summary>
    public void Null(int field) => _length[field] = -1;

    public void Append(byte[] bytes, int offset, int count)
    {
        if (_end + count > MaxValue * _length.Length)
        {
            IsTooLong = true;
            return;
        }

        if (_end + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + count));
        Buffer.BlockCopy(bytes, offset, _bytes, _end, count);
        _end += count;
    }

    public void Append(byte b)
    {
        if (_end == _bytes.Length)
        {
            if (_end >= MaxValue * _length.Length)
            {
                IsTooLong = true;
                return;
            }

            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        _bytes[_end++] = b;
    }

    /// <returns>False when it is NULL, or no such column is there.</returns>
    public bool TryGet(int field, out ArraySegment<byte> value)
    {
        value = _length[field] < 0 ? default : new ArraySegment<byte>(_bytes, _start[field], _length[field]);
        return _length[field] >= 0;
    }
}
