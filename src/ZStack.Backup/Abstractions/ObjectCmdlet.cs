using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that work on objects of a node without a job of their own.</summary>
public abstract class ObjectCmdlet : ZStackCmdlet, IObjectCmdlet
{
    /// <summary>The session to use instead of the object's own or the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public ZStackSession? Session { get; set; }
}
