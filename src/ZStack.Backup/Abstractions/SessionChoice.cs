using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Abstractions;

/// <summary>A cmdlet that asks one or several nodes.</summary>
internal interface ISeveralSessions
{
    /// <summary>The sessions to use instead of the runspace's default.</summary>
    ZStackSession[]? Session { get; }
}

/// <summary>Which nodes such cmdlets ask.</summary>
internal static class SessionChoice
{
    /// <summary>The sessions to ask, without repetition.</summary>
    public static IReadOnlyList<ZStackSession> ChosenSessions<T>(this T cmdlet)
        where T : ZStackCmdlet, ISeveralSessions
    {
        if (cmdlet.Session is not null)
            return [.. new HashSet<ZStackSession>(cmdlet.Session)];
        return [cmdlet.DefaultSession()];
    }

    /// <summary>The sessions to ask for an object of a node: of those that were given the ones of that node, else the object's own.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.SessionMismatch"/></exception>
    public static IReadOnlyList<ZStackSession> SessionsFor<T>(this T cmdlet, ZStackSession? origin, string? server)
        where T : ZStackCmdlet, ISeveralSessions
    {
        if (cmdlet.Session is null)
            return [cmdlet.OwnSession(origin, server)];
        string? owner = origin?.Server ?? server;
        IReadOnlyList<ZStackSession> chosen = cmdlet.ChosenSessions();
        ZStackSession[] fitting = [.. chosen.Where(session => owner is null || session.Server == owner)];
        // An object is not to come once for each session of its node.
        if (owner is not null && fitting.Length > 1)
            return [Array.Find(fitting, session => session == origin) ?? fitting[0]];
        return fitting.Length > 0 ? fitting : throw new ZStackException(ZStackErrorKind.SessionMismatch, owner!, string.Join(", ", chosen.Select(session => session.Server)));
    }
}
