using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Queries;

/// <summary>The rows of a query, page by page; a page is asked for only when a row of it is wanted.</summary>
/// <remarks>
/// The server takes no snapshot: rows that come or go meanwhile shift the pages. A row that was just seen is not given
/// again. Where the server counts fewer rows than before, such as when the pipeline deletes what it gets, a page is asked for
/// again from as much earlier. What was promised is kept in <see cref="Total"/> to compare with.
/// </remarks>
public sealed class PageReader<T> : IItemReader<T>
    where T : class
{
    /// <summary>Also the server's own default, beyond which it cuts without a word.</summary>
    public const int PageSize = 1000;

    private readonly Func<long, int, Task<ListReader<T>>> _open;
    private readonly Func<T, string?> _identity;
    private readonly Action _beforeNextPage;
    private readonly long _skip;
    private readonly Queue<T> _held = new();
    private HashSet<string> _seenLast = [];
    private HashSet<string> _seen = [];
    private ListReader<T>? _page;
    private long? _lastTotal;
    private long _start;
    private long _left;
    private int _size;
    private int _onPage;
    private bool _isOpen;
    private bool _ended;

    /// <param name="open">Asks for a page: offset of its first row, and the most rows.</param>
    /// <param name="skip">Rows to leave out.</param>
    /// <param name="first">The most rows to give; <see cref="long.MaxValue"/> for all.</param>
    /// <param name="beforeNextPage">Called before every page but the first: may wait until the rows so far have been used.</param>
    internal PageReader(Func<long, int, Task<ListReader<T>>> open, Func<T, string?> identity, long skip, long first, Action beforeNextPage)
    {
        _open = open;
        _identity = identity;
        _start = skip;
        _skip = skip;
        _left = first;
        _beforeNextPage = beforeNextPage;
    }

    /// <summary>Called before each wait for more of a page, on the thread that reads.</summary>
    public Action? BeforeWait { get; set; }

    /// <summary>How many rows the server says there are, once it has said so.</summary>
    public long? Total { get; private set; }

    /// <summary>Rows given so far.</summary>
    public long Given { get; private set; }

    /// <summary>Fewer rows came than the server had promised, and nobody cut them short here.</summary>
    public bool IsShort => Total is { } total && _left > 0 && _skip + Given < total;

    /// <summary>Reads the first page before anything of it is given, because <see cref="Total"/> stands at its end.</summary>
    public void ReadFirstPage()
    {
        Ask();
        Hold();
    }

    /// <returns>False at the end.</returns>
    public bool TryRead(out T? row)
    {
        while (_left > 0 && !_ended)
        {
            if (!_isOpen)
                Open();
            if (!TryTake(out row))
            {
                EndPage();
                continue;
            }

            _onPage++;
            string? identity = _identity(row!);
            if (identity is not null && (_seenLast.Contains(identity) || !_seen.Add(identity)))
                continue;
            Given++;
            _left--;
            return true;
        }

        Close();
        row = null;
        return false;
    }

    public void Dispose() => Close();

    private void Open()
    {
        if (_size == 0)
        {
            Ask();
            return;
        }

        _beforeNextPage();
        while (true)
        {
            long? before = _lastTotal;
            Ask();
            Hold();
            // No further than what is remembered: rows may have gone from the pages to come, too.
            long back = Math.Min(Math.Min(before - _lastTotal ?? 0, _seenLast.Count), _start - _skip);
            if (back <= 0)
                return;
            _start -= back;
        }
    }

    private void Ask()
    {
        _held.Clear();
        _size = (int)Math.Min(PageSize, _left);
        _onPage = 0;
        _isOpen = true;
        _page = Blocking.Result(_open(_start, _size));
        _page.BeforeWait = BeforeWait;
    }

    /// <summary>Reads all of the page, because the count stands at its end.</summary>
    private void Hold()
    {
        while (_page!.TryRead(out T? row))
            _held.Enqueue(row!);
        Count();
    }

    private bool TryTake(out T? row)
    {
        row = null;
        if (_page is not null)
            return _page.TryRead(out row);
        if (_held.Count == 0)
            return false;
        row = _held.Dequeue();
        return true;
    }

    private void EndPage()
    {
        if (_page is not null)
            Count();
        _isOpen = false;
        // A page that is not full is the last one.
        _ended = _onPage < _size;
        _start += _size;
        (_seenLast, _seen) = (_seen, []);
    }

    private void Count()
    {
        _lastTotal = _page!.Total ?? _lastTotal;
        // The first promise counts: a later one no longer holds what has gone meanwhile.
        Total ??= _lastTotal;
        Close();
    }

    private void Close()
    {
        _page?.Dispose();
        _page = null;
    }
}
