using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup;

/// <summary>A list that cannot be changed and reads well as text.</summary>
/// <typeparam name="T">Its items.</typeparam>
/// <remarks><c>Export-Csv</c> writes the text, where a plain list would leave the name of its type; <c>ConvertTo-Json</c> writes an array.</remarks>
public sealed class ItemList<T> : IReadOnlyList<T>
{
    private readonly T[] _items;

    internal ItemList(IEnumerable<T> items) => _items = [.. items];

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary>The items with <c>;</c> between.</summary>
    public override string ToString() => string.Join(";", _items.Select(item => FormattableString.Invariant($"{item}")));
}
