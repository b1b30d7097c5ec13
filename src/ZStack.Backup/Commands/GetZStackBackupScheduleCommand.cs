using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Errors;
using ZStack.Backup.Pipeline;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Lists the schedules by which a node backs up its own database, or what they have done.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackBackupSchedule")]
[OutputType(typeof(BackupSchedule), typeof(BackupScheduleRun))]
public sealed class GetZStackBackupScheduleCommand : SessionCmdlet
{
    private readonly ConcurrentBag<string> _withoutAny = [];
    private NameFilter _names = new(null, "");

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Write so many of the last runs of each schedule instead of the schedule.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? History { get; set; }

    /// <summary>Nodes to ask at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 32;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _names = FilterOf(Name, nameof(Name));
    }

    protected override void ProcessRecord()
    {
        var sessions = this.ChosenSessions();
        var wanted = new ExpectedNames((Name ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name)));
        bool wereAllHeard = true;
        using var fanOut = new FanOut<ZStackSession, ServerObject>(sessions, ThrottleLimit, Read, Mailbox, Cancellation);
        Drain(fanOut, Take, Report, session => Wording.Sentence(nameof(Messages.Wait_Node), [session.Server]), inOrder: true);
        while (_withoutAny.TryTake(out string? server))
            WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_NoSchedule), [server]));
        if (wereAllHeard)
        {
            foreach (string missing in wanted.Missing)
                WriteFailure(new ZStackException(ZStackErrorKind.ObjectNotFound, string.Join(", ", sessions.Select(session => session.Server).Distinct()), ResourceThing.BackupSchedule, missing), null, missing);
        }

        void Take(ZStackSession session, ServerObject item)
        {
            if (item is BackupSchedule schedule)
            {
                wanted.Found(schedule.Uuid, schedule.Name);
                if (History is not null)
                    return;
                Wording.Word(schedule);
            }

            Emit(item);
        }

        void Report(ZStackSession session, Exception failure)
        {
            if (failure is not ZStackException known)
                throw new InvalidOperationException(failure.Message, failure);
            wereAllHeard = false;
            WriteFailure(known, new Attempt(Wording.Sentence(nameof(Messages.Tried_Schedules), [session.Server])) { Remedy = known.Kind == ZStackErrorKind.ApiNotSupported ? Messages.Advice_NoScheduler : null }, session.Server);
        }
    }

    private void Read(ZStackSession session, Feed<ServerObject> feed, CancellationToken stopping)
    {
        var client = new ZStackClient(session, Mailbox);
        bool hasAny = false;
        foreach (BackupSchedule schedule in Blocking.Result(client.GetSchedulesAsync(IsWanted, stopping)))
        {
            feed.Add(schedule);
            if (History is { } most)
            {
                foreach (BackupScheduleRun run in Blocking.Result(client.GetScheduleRunsAsync(schedule, most, stopping)))
                    feed.Add(run);
            }
        }

        if (!hasAny)
            _withoutAny.Add(session.Server);

        bool IsWanted(BackupSchedule schedule)
        {
            hasAny = true;
            return _names.Accepts(schedule.Name);
        }
    }
}
