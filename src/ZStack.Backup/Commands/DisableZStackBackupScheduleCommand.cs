using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Switches a backup schedule of a node off: it no longer runs by itself.</summary>
[Cmdlet(VerbsLifecycle.Disable, "ZStackBackupSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupSchedule), typeof(ZStackJob))]
public sealed class DisableZStackBackupScheduleCommand : ScheduleCmdlet
{
    private protected override string Tried => nameof(Messages.Tried_DisableSchedule);

    private protected override object? Change(BackupSchedule schedule, ZStackSession session) => Switch(schedule, on: false, nameof(Messages.Do_DisableSchedule), session);
}
