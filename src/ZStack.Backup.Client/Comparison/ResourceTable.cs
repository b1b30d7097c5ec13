using System;
using System.Collections.Generic;
using System.Text;

namespace ZStack.Backup.Client.Comparison;

/// <summary>Which of the two states of a cloud.</summary>
internal enum Side
{
    /// <summary>The reference: the backup that would be restored.</summary>
    Before,

    /// <summary>The difference: what came after it.</summary>
    Now,
}

/// <summary>All resources of one kind, of both sides. Filled from two threads.</summary>
/// <remarks>
/// A cloud has a million of them, and most are the same on both sides: those are kept once, as bytes, with uuids packed.
/// </remarks>
internal sealed class ResourceTable
{
    private const int FirstChunk = 1 << 14;
    private const int ChunkSize = 1 << 18;
    private const int EntryBits = 12;
    private const int EntriesPerChunk = 1 << EntryBits;

    /// <summary>Bytes of all chunks: more than any cloud has, and a limit for a file that pretends to be one.</summary>
    private const long MaxBytes = 2L << 30;

    private const byte Nothing = 0;
    private const byte Unknown = 1;
    private const byte Uuid = 2;
    private const byte FirstLength = 3;
    private const byte LongText = 255;

    private readonly object _gate = new();
    private readonly List<byte[]> _chunks = [];
    private readonly List<Entry[]> _entries = [];
    private readonly ResourceSchema _schema;
    private int[] _buckets = NewBuckets(1024);
    private byte[] _row = new byte[512];
    private int _rowLength;
    private int _chunkEnd;
    private long _bytes;
    private int _count;

    public ResourceTable(ResourceSchema schema) => _schema = schema;

    public ResourceSchema Schema => _schema;

    /// <summary>Resources that are on any side, or were.</summary>
    public int Count => _count;

    /// <summary>Takes a resource; one of the same uuid and side is replaced.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.NotComparable"/>: there are more than any cloud has.</exception>
    public void Put(Side side, ResourceRow row)
    {
        var key = ResourceKey.Of(row.Uuid, out bool isUuid);
        lock (_gate)
        {
            Encode(row, isUuid ? null : row.Uuid);
            int index = Find(key);
            if (index < 0)
                index = Add(key);
            ref Entry entry = ref At(index);
            long other = side == Side.Before ? entry.Now : entry.Before;
            long place = other != 0 && Same(other) ? other : Store();
            if (side == Side.Before)
                entry.Before = place;
            else
                entry.Now = place;
            // The later state tells more of when.
            if (side == Side.Now || entry.Now == 0)
                (entry.Created, entry.Changed) = (Seconds(row.Created), Seconds(row.LastChange));
        }
    }

    /// <summary>One side has none of these after all.</summary>
    public void Clear(Side side)
    {
        lock (_gate)
        {
            for (int i = 0; i < _count; i++)
            {
                if (side == Side.Before)
                    At(i).Before = 0;
                else
                    At(i).Now = 0;
            }
        }
    }

    public bool Has(int index, Side side) => Place(index, side) != 0;

    /// <summary>Nothing that is compared can differ.</summary>
    public bool IsSame(int index) => At(index).Before == At(index).Now;

    public ResourceKey Key(int index) => At(index).Key;

    /// <returns>-1 when there is none.</returns>
    public int IndexOf(string uuid) => Find(ResourceKey.Of(uuid, out _));

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created(int index) => Time(At(index).Created);

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? LastChange(int index) => Time(At(index).Changed);

    public string UuidOf(int index)
    {
        ref Entry entry = ref At(index);
        return Read(entry.Now != 0 ? entry.Now : entry.Before, null) ?? entry.Key.ToString();
    }

    /// <summary>The fields of a resource on a side where it is.</summary>
    public void Get(int index, Side side, ResourceRow into) => Read(Place(index, side), into);

    private long Place(int index, Side side) => side == Side.Before ? At(index).Before : At(index).Now;

    private ref Entry At(int index) => ref _entries[index >> EntryBits][index & (EntriesPerChunk - 1)];

    private int Find(ResourceKey key)
    {
        int index = _buckets[key.GetHashCode() & (_buckets.Length - 1)];
        while (index >= 0 && !At(index).Key.Equals(key))
            index = At(index).Next;
        return index;
    }

    private int Add(ResourceKey key)
    {
        if (_count == _buckets.Length)
            Grow();
        if (_count >> EntryBits == _entries.Count)
            _entries.Add(new Entry[EntriesPerChunk]);
        int bucket = key.GetHashCode() & (_buckets.Length - 1);
        At(_count) = new Entry { Key = key, Next = _buckets[bucket] };
        _buckets[bucket] = _count;
        return _count++;
    }

    private void Grow()
    {
        _buckets = NewBuckets(_buckets.Length * 2);
        for (int i = 0; i < _count; i++)
        {
            ref Entry entry = ref At(i);
            int bucket = entry.Key.GetHashCode() & (_buckets.Length - 1);
            entry.Next = _buckets[bucket];
            _buckets[bucket] = i;
        }
    }

    private static int[] NewBuckets(int size)
    {
        int[] buckets = new int[size];
        for (int i = 0; i < size; i++)
            buckets[i] = -1;
        return buckets;
    }

    private void Encode(ResourceRow row, string? otherUuid)
    {
        _rowLength = 0;
        EncodeText(otherUuid);
        for (int i = 0; i < row.Values.Length; i++)
        {
            if (row.IsKnown[i])
                EncodeText(row.Values[i]);
            else
                Append(Unknown);
        }
    }

    private void EncodeText(string? text)
    {
        // Where one side has NULL the other may have nothing in quotes.
        if (string.IsNullOrEmpty(text))
        {
            Append(Nothing);
            return;
        }

        if (ResourceKey.TryParse(text!, out ResourceKey key))
        {
            Append(Uuid);
            Need(16);
            key.Write(_row, _rowLength);
            _rowLength += 16;
            return;
        }

        int length = Encoding.UTF8.GetByteCount(text);
        if (length < LongText - FirstLength)
        {
            Append((byte)(length + FirstLength));
        }
        else
        {
            Append(LongText);
            Need(4);
            BitConverter.GetBytes(length).CopyTo(_row, _rowLength);
            _rowLength += 4;
        }

        Need(length);
        _rowLength += Encoding.UTF8.GetBytes(text, 0, text!.Length, _row, _rowLength);
    }

    private void Append(byte b)
    {
        Need(1);
        _row[_rowLength++] = b;
    }

    private void Need(int count)
    {
        if (_rowLength + count > _row.Length)
            Array.Resize(ref _row, Math.Max(_row.Length * 2, _rowLength + count));
    }

    /// <returns>Where the encoded row is, from 1: chunk and offset.</returns>
    private long Store()
    {
        if (_chunks.Count == 0 || _chunkEnd + _rowLength > _chunks[_chunks.Count - 1].Length)
        {
            // Small kinds stay small; a row that is longer than a chunk has one of its own.
            int size = Math.Max(_rowLength, _chunks.Count == 0 ? FirstChunk : ChunkSize);
            _bytes += size;
            if (_bytes > MaxBytes)
                throw new ZStackException(ZStackErrorKind.NotComparable, _schema.Table, Reason.Of(ReasonKind.TooManyResources, _count));
            _chunks.Add(new byte[size]);
            _chunkEnd = 0;
        }

        int offset = _chunkEnd;
        Buffer.BlockCopy(_row, 0, _chunks[_chunks.Count - 1], offset, _rowLength);
        _chunkEnd += _rowLength;
        return ((long)_chunks.Count << 32) | (uint)offset;
    }

    private bool Same(long place)
    {
        (byte[] chunk, int offset) = Chunk(place);
        if (offset + _rowLength > chunk.Length)
            return false;
        for (int i = 0; i < _rowLength; i++)
        {
            if (chunk[offset + i] != _row[i])
                return false;
        }

        // Rows hold their own lengths: equal so far is equal to the end.
        return true;
    }

    private (byte[] Chunk, int Offset) Chunk(long place) => (_chunks[(int)(place >> 32) - 1], (int)place);

    /// <returns>The uuid where it is not one of the server's form.</returns>
    private string? Read(long place, ResourceRow? into)
    {
        (byte[] chunk, int at) = Chunk(place);
        string? uuid = ReadText(chunk, ref at, out _);
        for (int i = 0; i < into?.Values.Length; i++)
        {
            into.Values[i] = ReadText(chunk, ref at, out bool isKnown);
            into.IsKnown[i] = isKnown;
        }

        return uuid;
    }

    private static string? ReadText(byte[] chunk, ref int at, out bool isKnown)
    {
        byte head = chunk[at++];
        isKnown = head != Unknown;
        if (head is Nothing or Unknown)
            return null;
        if (head == Uuid)
        {
            at += 16;
            return ResourceKey.Read(chunk, at - 16).ToString();
        }

        int length = head - FirstLength;
        if (head == LongText)
        {
            length = BitConverter.ToInt32(chunk, at);
            at += 4;
        }

        at += length;
        return Encoding.UTF8.GetString(chunk, at - length, length);
    }

    private static uint Seconds(DateTimeOffset? time) => time is { } known && known.ToUnixTimeSeconds() is > 0 and < uint.MaxValue ? (uint)known.ToUnixTimeSeconds() : 0;

    private static DateTimeOffset? Time(uint seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>Places are 0 where the resource is not on that side; times are seconds since 1970, 0 when not known.</summary>
    private struct Entry
    {
        public ResourceKey Key;
        public long Before;
        public long Now;
        public uint Created;
        public uint Changed;
        public int Next;
    }
}
