using System;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Jobs;

namespace ZStack.Backup.Commands;

/// <summary>Waits for jobs that were started before, also by another process, and writes what their operations give.</summary>
[Cmdlet(VerbsLifecycle.Wait, "ZStackJob")]
[OutputType(typeof(DatabaseBackupRecord), typeof(DatabaseBackupExport), typeof(SyncResult), typeof(ZStackJob))]
public sealed class WaitZStackJobCommand : JobReaderCmdlet
{
    /// <summary>Seconds to wait for each job; three hours unless given.</summary>
    [Parameter]
    [ValidateRange(1, MaxWait)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? TimeoutSec { get; set; }

    private protected override object? Ask(ZStackJob job, ZStackSession session)
    {
        ZStackJob ended = Wait((events, token) => new ZStackClient(session, events).WaitJobAsync(job.On(session), TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null, token));
        // The job of a restore ends before its work: Restore-ZStackDatabaseBackup -Follow sees to the rest.
        // Where only the id is known, its end is all that there is to say of a job without a result.
        return ended.Output is RestoreStart || (ended.Output is null && ended.Operation is null) ? ended : ended.Output;
    }
}
