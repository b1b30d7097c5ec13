using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Client;

namespace ZStack.Backup.Commands;

/// <summary>Gets the state of jobs.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackJob")]
[OutputType(typeof(ZStackJob))]
public sealed class GetZStackJobCommand : JobReaderCmdlet
{
    private protected override object? Ask(ZStackJob job, ZStackSession session)
    {
        ZStackJob now = Wait((events, token) => new ZStackClient(session, events).GetJobAsync(job.On(session), token));
        if (now.Failure is { } failure)
            now.Reason = Wording.Of(failure);

        return now;
    }
}
