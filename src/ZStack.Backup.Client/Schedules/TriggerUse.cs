using System.Linq;

namespace ZStack.Backup.Client.Schedules;

/// <summary>How a schedule is run by one of its triggers, and nothing else with it.</summary>
internal sealed class TriggerUse
{
    private TriggerUse(string triggerUuid, ItemList<string> jobUuids)
    {
        TriggerUuid = triggerUuid;
        JobUuids = jobUuids;
    }

    public string TriggerUuid { get; }

    /// <summary>Empty where all that the trigger sets off is meant.</summary>
    public ItemList<string> JobUuids { get; }

    /// <returns><c>null</c> when it has no trigger, or its jobs are not known and the trigger sets off others as well.</returns>
    public static TriggerUse? Of(BackupSchedule schedule)
    {
        if (schedule.Triggers.FirstOrDefault(one => one.Uuid is not null) is not { Uuid: { } uuid } trigger)
            return null;
        bool isAlone = schedule.Kind == BackupScheduleKind.Group && trigger.GroupUuids.All(group => group == schedule.Uuid) && trigger.JobUuids.All(job => schedule.JobUuids.Contains(job));
        return isAlone ? new(uuid, ItemList<string>.Empty) : schedule.JobUuids.Count > 0 ? new(uuid, schedule.JobUuids) : null;
    }
}
