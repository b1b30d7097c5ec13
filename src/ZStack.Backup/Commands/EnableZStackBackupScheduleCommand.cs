using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Switches a backup schedule of a node on: it runs by itself again.</summary>
[Cmdlet(VerbsLifecycle.Enable, "ZStackBackupSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupSchedule), typeof(ZStackJob))]
public sealed class EnableZStackBackupScheduleCommand : ScheduleCmdlet
{
    private protected override string Tried => nameof(Messages.Tried_EnableSchedule);

    private protected override object? Change(BackupSchedule schedule, ZStackSession session) => Switch(schedule, on: true, nameof(Messages.Do_EnableSchedule), session);
}
