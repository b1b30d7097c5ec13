using System;
using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Jobs;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets whose change becomes a job of the node.</summary>
public abstract class JobCmdlet : ZStackCmdlet, IObjectCmdlet
{
    /// <summary>Write the job at once instead of waiting for its result.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Seconds to wait for the job; as long as the node allows it, unless given.</summary>
    [Parameter]
    [ValidateRange(1, MaxWait)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? TimeoutSec { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? SystemTag { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? UserTag { get; set; }

    /// <summary>The session to use instead of the object's own or the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public ZStackSession? Session { get; set; }

    private TimeSpan? Limit => TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <returns>The job itself with <see cref="NoWait"/>, else its result; <c>null</c> when there is none.</returns>
    internal object? RunChange(Change change, ZStackSession session) => NoWait
        ? Wait((events, token) => new ZStackClient(session, events).StartAsync(change, Limit, token))
        : Wait((events, token) => new ZStackClient(session, events).RunAsync(change, Limit, token)).Output;
}
