using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Commands;

/// <summary>Logs out. The session connected before the default one becomes the default.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "ZStack")]
public sealed class DisconnectZStackCommand : ZStackCmdlet
{
    /// <summary>The sessions to close instead of the runspace's default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public ZStackSession[]? Session { get; set; }

    protected override void ProcessRecord()
    {
        SessionTable table = SessionTable.Current;
        if (Session is null && table.Default is null)
            ThrowFailure(new ZStackException(ZStackErrorKind.NotConnected), null, null);
        foreach (ZStackSession session in Session ?? [table.Default!])
        {
            // Gone here in any case: an unreachable node must not keep it.
            table.Remove(session);
            try
            {
                Wait((events, token) => new ZStackClient(session, events).DisconnectAsync(token));
            }
            catch (ZStackException e)
            {
                WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_LogOut), [session.Server])), session.Server);
            }
        }
    }
}
