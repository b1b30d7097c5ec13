using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup;

/// <summary>A short list as the value of a property. Prints as <c>a;b</c>, which is also what <c>Export-Csv</c> writes; <c>ConvertTo-Json</c> makes an array of it.</summary>
/// <remarks>Immutable.</remarks>
public sealed class ItemList<T> : IReadOnlyList<T>
{
    internal static readonly ItemList<T> Empty = new([]);

    private readonly T[] _items;

    internal ItemList(IEnumerable<T> items) => _items = [.. items];

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <exception cref="IndexOutOfRangeException">There is no item of that index.</exception>
    public T this[int index] => _items[index];

    /// <summary>The first item; <c>null</c> of an empty list.</summary>
    internal T? FirstOrNothing => _items.Length > 0 ? _items[0] : default;

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <returns>The items with <c>;</c> between them, numbers and dates in the invariant culture.</returns>
    public override string ToString() => string.Join(";", _items.Select(item => FormattableString.Invariant($"{item}")));
}
