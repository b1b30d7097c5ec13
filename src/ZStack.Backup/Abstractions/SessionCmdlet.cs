using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that read from one or several nodes.</summary>
public abstract class SessionCmdlet : ZStackCmdlet, ISeveralSessions
{
    /// <summary>The sessions to use instead of the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public ZStackSession[]? Session { get; set; }
}
