using System;
using System.Collections.Concurrent;
using System.Linq;

namespace ZStack.Backup.Sandbox;

/// <summary>Sessions that slide: every authenticated call moves their end.</summary>
internal sealed class SessionStore
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new();
    private readonly TimeSpan _lifetime;

    public SessionStore(TimeSpan lifetime) => _lifetime = lifetime;

    public int Live => _ends.Values.Count(end => end > DateTimeOffset.UtcNow);

    public string Open()
    {
        string id = Guid.NewGuid().ToString("N");
        _ends[id] = DateTimeOffset.UtcNow + _lifetime;
        return id;
    }

    public bool IsLive(string id) => _ends.TryGetValue(id, out DateTimeOffset end) && end > DateTimeOffset.UtcNow;

    /// <returns>False when the session is unknown or over.</returns>
    public bool Use(string id)
    {
        if (!IsLive(id))
            return false;
        _ends[id] = DateTimeOffset.UtcNow + _lifetime;
        return true;
    }

    public void Close(string id) => _ends.TryRemove(id, out _);

    public void CloseAll() => _ends.Clear();
}
