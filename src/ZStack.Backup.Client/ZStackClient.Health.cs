using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Health;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Schedules;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Client;

/// <content>All that a node says of its backups. Each question may fail alone; one that the node does not answer ends them.</content>
public sealed partial class ZStackClient
{
    // Of a day's backup the calendar has 90, and the trend 30 with a size.
    private const int MaxHealthRecords = 5000;
    private const int MinHealthRecords = 120;
    private const int HealthRuns = 100;

    private static readonly TimeSpan HealthPast = TimeSpan.FromDays(92);

    /// <summary>Asks a node without a log-in what it says to everybody.</summary>
    /// <param name="facts">Gets what the node says, and gaps for what it does not.</param>
    public static void ReadHealth(HealthFacts facts, ConnectionSettings settings, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        using var transport = new Transport(settings);
        var node = new NodeCalls(transport, Redactor.Patterns.With(settings.ProxyCredential?.Password));
        bool answers = ReadNode(facts, node, events, cancellation);
        ReadCertificate(facts, settings, cancellation);
        if (answers)
            facts.Gaps.Insert(0, new HealthGap(HealthQuestion.Node));
    }

    /// <summary>Asks for everything, one question after the other. On a thread that may wait.</summary>
    /// <param name="facts">Gets what the node says, and gaps for what it does not.</param>
    public void ReadHealth(HealthFacts facts, CancellationToken cancellation)
    {
        bool answers = ReadNode(facts, _session.Node, _events, cancellation);
        ReadCertificate(facts, _session.Settings, cancellation);
        if (!answers)
            return;
        (HealthQuestion Question, Action Ask)[] questions =
        [
            (HealthQuestion.Records, () => facts.Records = LastRecords(facts, cancellation)),
            (HealthQuestion.Storages, () => facts.Storages = EveryStorage(cancellation)),
            (HealthQuestion.Schedules, () => ReadSchedules(facts, cancellation)),
        ];
        foreach ((HealthQuestion question, Action ask) in questions)
        {
            try
            {
                ask();
            }
            catch (ZStackException e)
            {
                // The session is the same for all questions, and a node that has gone answers none.
                bool isEnd = IsGone(e) || e is ZStackApiException { IsSessionExpired: true } || e.Kind is ZStackErrorKind.SessionExpired or ZStackErrorKind.AuthenticationFailed or ZStackErrorKind.ClockSkewed;
                if (isEnd)
                {
                    facts.Gaps.Insert(0, new HealthGap(HealthQuestion.Node, e));
                    return;
                }

                facts.Gaps.Add(new HealthGap(question, e));
            }
        }
    }

    /// <returns>False when it is of no use to ask for more.</returns>
    private static bool ReadNode(HealthFacts facts, NodeCalls node, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        try
        {
            // First, without another try: whoever is dead costs its time-out once.
            Blocking.Result(Done(node.ReadyAsync(events, cancellation)));
        }
        catch (ZStackException e) when (e.Kind != ZStackErrorKind.ApiNotSupported)
        {
            facts.Gaps.Insert(0, new HealthGap(HealthQuestion.Node, e));
            return false;
        }
        catch (ZStackException)
        {
            // Too old for the question, and it answers.
        }

        return Ask(HealthQuestion.Version, () => facts.Version = Blocking.Result(node.VersionAsync(events, cancellation)))
            && Ask(HealthQuestion.Clock, () =>
            {
                var clock = new ServerClock(node);
                Blocking.Result(Done(clock.MeasureAsync(events, cancellation)));
                facts.ClockDifference = clock.Difference;
            });

        bool Ask(HealthQuestion question, Action ask)
        {
            try
            {
                ask();
                return true;
            }
            catch (ZStackException e)
            {
                bool isGone = IsGone(e);
                facts.Gaps.Insert(0, new HealthGap(isGone ? HealthQuestion.Node : question, e));
                return !isGone;
            }
        }
    }

    private static bool IsGone(ZStackException failure) => failure.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout;

    private static async System.Threading.Tasks.Task<bool> Done(System.Threading.Tasks.Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private static void ReadCertificate(HealthFacts facts, ConnectionSettings settings, CancellationToken cancellation)
    {
        // A certificate that nobody trusts is told, too; a dead node has cost its time.
        if (!settings.Address.IsEncrypted || facts.Gaps.Any(gap => gap.Failure is { } failure && IsGone(failure)))
            return;
        facts.CertificateExpires = Blocking.Result(TlsPort.ExpiryAsync(new Uri(settings.Address.Url), cancellation));
        if (facts.CertificateExpires is null)
            facts.Gaps.Add(new HealthGap(HealthQuestion.Certificate));
    }

    private List<DatabaseBackupRecord> LastRecords(HealthFacts facts, CancellationToken cancellation)
    {
        List<DatabaseBackupRecord> records = [];
        using PageReader<DatabaseBackupRecord> reader = ReadBackups(new BackupQuery(), 0, MaxHealthRecords, () => { }, cancellation);
        while (reader.TryRead(out DatabaseBackupRecord? record))
        {
            records.Add(record!);
            if (records.Count >= MinHealthRecords && record!.CreateDate < facts.Now - HealthPast)
                break;
        }

        return records;
    }

    private List<BackupStorage> EveryStorage(CancellationToken cancellation)
    {
        List<BackupStorage> storages = [];
        using PageReader<BackupStorage> reader = ReadStorages([], [], backupOnly: false, () => { }, cancellation);
        while (reader.TryRead(out BackupStorage? storage))
            storages.Add(storage!);
        return storages;
    }

    private void ReadSchedules(HealthFacts facts, CancellationToken cancellation)
    {
        IReadOnlyList<BackupSchedule> schedules = Blocking.Result(Schedules.ReadSchedulesAsync(cancellation));
        List<BackupScheduleRun> all = [];
        foreach (BackupSchedule schedule in schedules)
        {
            try
            {
                IReadOnlyList<BackupScheduleRun> runs = Blocking.Result(Schedules.GetScheduleRunsAsync(schedule, HealthRuns, cancellation));
                all.AddRange(runs);
                if (runs.Count > 0)
                    ScheduleQueries.SetLastRun(schedule, runs[0]);
            }
            catch (ZStackException e) when (e.Kind == ZStackErrorKind.ApiNotSupported)
            {
                // Without a history the last run is unknown, which is what the schedule says.
            }
        }

        facts.Runs = [.. all.Where(run => run.StartTime > facts.Now - HealthPast)];
        facts.Schedules = schedules;
    }
}
