using System;
using System.Collections.Generic;

namespace ZStack.Backup.Binding.Completion;

/// <summary>The last objects of a kind, each once, the newest first.</summary>
internal sealed class Recent<T>
{
    private readonly int _most;
    private readonly Func<T, string> _identity;
    private readonly LinkedList<T> _items = new();
    private readonly Dictionary<string, LinkedListNode<T>> _places = new(StringComparer.Ordinal);

    public Recent(int most, Func<T, string> identity)
    {
        _most = most;
        _identity = identity;
    }

    public IReadOnlyCollection<T> Items => _items;

    public void Add(T item)
    {
        string identity = _identity(item);
        if (_places.TryGetValue(identity, out LinkedListNode<T>? before))
            _items.Remove(before);
        _places[identity] = _items.AddFirst(item);
        if (_items.Count <= _most)
            return;
        _places.Remove(_identity(_items.Last!.Value));
        _items.RemoveLast();
    }
}
