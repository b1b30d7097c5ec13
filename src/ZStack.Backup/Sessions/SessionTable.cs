using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace ZStack.Backup.Sessions;

/// <summary>The sessions of one runspace, in the order of their connects. The last one is the default.</summary>
internal sealed class SessionTable
{
    // Weak: a closed runspace takes its table along.
    private static readonly ConditionalWeakTable<Runspace, SessionTable> Tables = new();

    private readonly List<ZStackSession> _sessions = [];

    /// <summary>The table of the runspace that the calling cmdlet runs in.</summary>
    public static SessionTable Current => Tables.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>See <see cref="LoadedCopy"/>.</summary>
    public bool IsCopyChecked { get; set; }

    public ZStackSession? Default => _sessions.LastOrDefault();

    /// <returns>The newest session of that node; <c>null</c> without any.</returns>
    public ZStackSession? For(string server) => _sessions.FindLast(session => session.Server == server);

    /// <returns>The newest session that is called so, by the name of its node, its URL, or its user and node; <c>null</c> without any.</returns>
    public ZStackSession? Named(string name) => _sessions.FindLast(session => new[] { session.Server, session.Url, session.ToString() }.Contains(name.TrimEnd('/'), StringComparer.OrdinalIgnoreCase));

    public IReadOnlyList<ZStackSession> All => [.. _sessions];

    /// <summary>Makes the session the default.</summary>
    /// <returns>The session of the same user on the same node that it takes the place of.</returns>
    public ZStackSession? Add(ZStackSession session)
    {
        ZStackSession? replaced = _sessions.Find(session.IsSameLogInAs);
        if (replaced is not null)
            _sessions.Remove(replaced);
        _sessions.Add(session);
        return replaced;
    }

    /// <summary>Puts a session in the place of an older one of the same log-in, where that is in this table.</summary>
    public void Replace(ZStackSession old, ZStackSession session)
    {
        int place = _sessions.IndexOf(old);
        if (place >= 0)
            _sessions[place] = session;
    }

    public void Remove(ZStackSession session) => _sessions.Remove(session);
}
