using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Schedules;
using ZStack.Backup.Resources;
using ZStack.Backup.Schedules;

namespace ZStack.Backup.Commands;

/// <summary>Runs a backup schedule of a node now.</summary>
[Cmdlet(VerbsLifecycle.Start, "ZStackBackupSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupSchedule), typeof(ZStackJob))]
public sealed class StartZStackBackupScheduleCommand : JobCmdlet
{
    /// <summary>The schedules: uuids, names, schedules or runs.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Schedule", "ScheduleUuid")]
    [ScheduleArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public ScheduleReference[] Uuid { get; set; } = [];

    protected override void ProcessRecord() => this.ForSchedules(Uuid, nameof(Messages.Tried_StartSchedule), Start);

    private object? Start(BackupSchedule schedule, ZStackSession session)
    {
        if (schedule.Triggers.Count == 0)
            throw ObjectWork.Invalid(nameof(Uuid), Wording.Sentence(nameof(Messages.Arg_ScheduleWithoutTrigger), [schedule.ToString()]));
        if (TriggerUse.Of(schedule) is not { } use)
            throw ObjectWork.Invalid(nameof(Uuid), Wording.Sentence(nameof(Messages.Arg_SharedTrigger), [schedule.ToString(), schedule.Triggers[0].ToString()]));
        string places = string.Join(", ", schedule.BackupStorageUuids.Select(uuid => ObjectWork.StorageName(uuid, session)));
        return this.Confirmed(nameof(Messages.Do_StartSchedule), session.Server, schedule.ToString(), places.Length > 0 ? places : "?")
            ? this.RunChange(Changes.RunTrigger(use.TriggerUuid, use.JobUuids, SystemTag, UserTag), schedule, session)
            : null;
    }
}
