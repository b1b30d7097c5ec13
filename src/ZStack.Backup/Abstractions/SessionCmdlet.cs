using System.Collections.Generic;
using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that read from one or several nodes.</summary>
public abstract class SessionCmdlet : ZStackCmdlet
{
    /// <summary>The sessions to use instead of the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ValidateNotNullOrEmpty]
    public ZStackSession[]? Session { get; set; }

    /// <summary>The sessions to ask, without repetition.</summary>
    private protected IReadOnlyList<ZStackSession> ChosenSessions()
    {
        if (Session is not null)
            return [.. new HashSet<ZStackSession>(Session)];
        if (SessionTable.Current.Default is { } session)
            return [session];
        ThrowFailure(new ZStackException(ZStackErrorKind.NotConnected), null, null);
        return [];
    }
}
