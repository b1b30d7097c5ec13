using System;
using System.Collections.Concurrent;
using System.Linq;

namespace ZStack.Backup.Sandbox.Security;

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
        if (!_ends.TryGetValue(id, out DateTimeOffset end) || end <= DateTimeOffset.UtcNow)
            return false;
        DateTimeOffset slid = DateTimeOffset.UtcNow + _lifetime;
        // Not over one that was closed in between, and not before what a renewal gave.
        _ends.TryUpdate(id, slid > end ? slid : end, end);
        return true;
    }

    /// <param name="duration"><c>null</c> for the usual.</param>
    /// <returns>The new end; <c>null</c> when the session is over.</returns>
    public DateTimeOffset? Renew(string id, TimeSpan? duration)
    {
        if (!IsLive(id))
            return null;
        return _ends[id] = DateTimeOffset.UtcNow + (duration ?? _lifetime);
    }

    public void Close(string id) => _ends.TryRemove(id, out _);

    public void CloseAll() => _ends.Clear();
}
