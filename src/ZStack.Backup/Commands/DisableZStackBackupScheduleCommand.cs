using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Resources;
using ZStack.Backup.Schedules;

namespace ZStack.Backup.Commands;

/// <summary>Switches a backup schedule of a node off: it no longer runs by itself.</summary>
[Cmdlet(VerbsLifecycle.Disable, "ZStackBackupSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupSchedule), typeof(ZStackJob))]
public sealed class DisableZStackBackupScheduleCommand : JobCmdlet
{
    /// <summary>The schedules: uuids, names, schedules or runs.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Schedule", "ScheduleUuid")]
    [ScheduleArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public ScheduleReference[] Uuid { get; set; } = [];

    protected override void ProcessRecord() =>
        this.ForSchedules(Uuid, nameof(Messages.Tried_DisableSchedule), (schedule, session) => this.Switch(schedule, on: false, nameof(Messages.Do_DisableSchedule), session));
}
