using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that read from one or several nodes.</summary>
public abstract class SessionCmdlet : ZStackCmdlet
{
    /// <summary>The sessions to use instead of the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public ZStackSession[]? Session { get; set; }

    /// <summary>The sessions to ask, without repetition.</summary>
    private protected IReadOnlyList<ZStackSession> ChosenSessions()
    {
        if (Session is not null)
            return [.. new HashSet<ZStackSession>(Session)];
        return [DefaultSession()];
    }

    /// <summary>The sessions to ask for an object of a node: of those that were given the ones of that node, else the object's own.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.SessionMismatch"/></exception>
    private protected IReadOnlyList<ZStackSession> SessionsFor(ZStackSession? origin, string? server)
    {
        if (Session is null)
            return [OwnSession(origin, server)];
        string? owner = origin?.Server ?? server;
        IReadOnlyList<ZStackSession> chosen = ChosenSessions();
        ZStackSession[] fitting = [.. chosen.Where(session => owner is null || session.Server == owner)];
        // An object is not to come once for each session of its node.
        if (owner is not null && fitting.Length > 1)
            return [Array.Find(fitting, session => session == origin) ?? fitting[0]];
        return fitting.Length > 0 ? fitting : throw new ZStackException(ZStackErrorKind.SessionMismatch, owner!, string.Join(", ", chosen.Select(session => session.Server)));
    }
}
