using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that run or switch schedules of a node.</summary>
public abstract class ScheduleCmdlet : JobCmdlet
{
    /// <summary>The schedules: uuids, names, schedules or runs.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Schedule", "ScheduleUuid")]
    [ScheduleArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public ScheduleReference[] Uuid { get; set; } = [];

    /// <summary>Name of the sentence that says what was tried.</summary>
    private protected abstract string Tried { get; }

    /// <returns>What is written.</returns>
    private protected abstract object? Change(BackupSchedule schedule, ZStackSession session);

    protected sealed override void ProcessRecord()
    {
        foreach (ScheduleReference schedule in Uuid)
            ForItem(schedule, Tried, Messages.Advice_Schedule, session => Change(Find(schedule, session), session));
    }

    /// <summary>Makes the change and reads the schedule again.</summary>
    /// <returns>The job with <see cref="JobCmdlet.NoWait"/>, else the schedule as the node has it then.</returns>
    private protected object? Make(Change change, BackupSchedule schedule, ZStackSession session)
    {
        object? job = Make(change, session);
        if (NoWait)
            return job;
        try
        {
            return Read(schedule.Uuid, schedule.ToString(), session);
        }
        catch (ZStackException e)
        {
            // The change is made; what could not be read is no failure of it.
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_ScheduleNotRead), [schedule.ToString(), Wording.Of(e)]));
            return null;
        }
    }

    /// <summary>Switches it, unless it is so already.</summary>
    private protected object? Switch(BackupSchedule schedule, bool on, string question, ZStackSession session)
    {
        if (string.Equals(schedule.State, on ? BackupSchedule.Enabled : BackupSchedule.Disabled, System.StringComparison.OrdinalIgnoreCase))
        {
            WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_ScheduleIsSo), [schedule.ToString(), session.Server, schedule.State!]));
            return NoWait ? null : schedule;
        }

        return Confirmed(question, session.Server, schedule.ToString(), schedule.When ?? Messages.Word_NoTrigger)
            ? Make(Changes.Switch(schedule, on, SystemTag, UserTag), schedule, session)
            : null;
    }

    private BackupSchedule Find(ScheduleReference schedule, ZStackSession session)
    {
        schedule.Check(nameof(Uuid));
        return Read(schedule.Uuid, schedule.Text, session);
    }

    private BackupSchedule Read(string? uuid, string name, ZStackSession session)
    {
        BackupSchedule found = Wait((events, token) => new ZStackClient(session, events).GetScheduleAsync(uuid, name, token));
        Wording.Word(found);
        return found;
    }
}
