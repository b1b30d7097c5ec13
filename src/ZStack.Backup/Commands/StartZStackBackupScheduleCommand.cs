using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Schedules;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Runs a backup schedule of a node now.</summary>
[Cmdlet(VerbsLifecycle.Start, "ZStackBackupSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupSchedule), typeof(ZStackJob))]
public sealed class StartZStackBackupScheduleCommand : ScheduleCmdlet
{
    private protected override string Tried => nameof(Messages.Tried_StartSchedule);

    private protected override object? Change(BackupSchedule schedule, ZStackSession session)
    {
        if (schedule.Triggers.Count == 0)
            throw Invalid(nameof(Uuid), Wording.Sentence(nameof(Messages.Arg_ScheduleWithoutTrigger), [schedule.ToString()]));
        if (TriggerUse.Of(schedule) is not { } use)
            throw Invalid(nameof(Uuid), Wording.Sentence(nameof(Messages.Arg_SharedTrigger), [schedule.ToString(), schedule.Triggers[0].ToString()]));
        string places = string.Join(", ", schedule.BackupStorageUuids.Select(uuid => StorageName(uuid, session)));
        return Confirmed(nameof(Messages.Do_StartSchedule), session.Server, schedule.ToString(), places.Length > 0 ? places : "?")
            ? Make(Changes.RunTrigger(use.TriggerUuid, use.JobUuids, SystemTag, UserTag), schedule, session)
            : null;
    }
}
