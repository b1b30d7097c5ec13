using System;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Schedules;

/// <summary>What cmdlets have in common that run or switch schedules of a node.</summary>
internal static class ScheduleChanges
{
    /// <summary>Changes each of the schedules, as it is now.</summary>
    /// <param name="tried">Name of the sentence that says what was tried.</param>
    /// <param name="change">Gives what is written.</param>
    public static void ForSchedules(this JobCmdlet cmdlet, ScheduleReference[] schedules, string tried, Func<BackupSchedule, ZStackSession, object?> change)
    {
        foreach (ScheduleReference schedule in schedules)
            cmdlet.ForItem(schedule, tried, Messages.Advice_Schedule, session => change(cmdlet.Find(schedule, session), session));
    }

    /// <summary>Makes the change and reads the schedule again.</summary>
    /// <returns>The job with <see cref="JobCmdlet.NoWait"/>, else the schedule as the node has it then.</returns>
    public static object? RunChange(this JobCmdlet cmdlet, Change change, BackupSchedule schedule, ZStackSession session)
    {
        object? job = cmdlet.RunChange(change, session);
        if (cmdlet.NoWait)
            return job;
        try
        {
            return cmdlet.Read(schedule.Uuid, schedule.ToString(), session);
        }
        catch (ZStackException e)
        {
            // The change is made; what could not be read is no failure of it.
            cmdlet.WriteWarning(Wording.Sentence(nameof(Messages.Warning_ScheduleNotRead), [schedule.ToString(), Wording.Of(e)]));
            return null;
        }
    }

    /// <summary>Switches it, unless it is so already.</summary>
    public static object? Switch(this JobCmdlet cmdlet, BackupSchedule schedule, bool on, string question, ZStackSession session)
    {
        if (string.Equals(schedule.State, on ? BackupSchedule.Enabled : BackupSchedule.Disabled, System.StringComparison.OrdinalIgnoreCase))
        {
            cmdlet.WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_ScheduleIsSo), [schedule.ToString(), session.Server, schedule.State!]));
            return cmdlet.NoWait ? null : schedule;
        }

        return cmdlet.Confirmed(question, session.Server, schedule.ToString(), schedule.When ?? Messages.Word_NoTrigger)
            ? cmdlet.RunChange(Changes.Switch(schedule, on, cmdlet.SystemTag, cmdlet.UserTag), schedule, session)
            : null;
    }

    private static BackupSchedule Find(this JobCmdlet cmdlet, ScheduleReference schedule, ZStackSession session)
    {
        schedule.Check("Uuid");
        return cmdlet.Read(schedule.Uuid, schedule.Text, session);
    }

    private static BackupSchedule Read(this JobCmdlet cmdlet, string? uuid, string name, ZStackSession session)
    {
        BackupSchedule found = cmdlet.Wait((events, token) => new ZStackClient(session, events).GetScheduleAsync(uuid, name, token));
        Wording.Word(found);
        return found;
    }
}
