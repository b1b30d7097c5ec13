using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Restores;

/// <summary>Sees a restore through: log, outage, return, and a new session. Changes nothing on the node but that session.</summary>
internal sealed class RestoreFollower
{
    private readonly ZStackSession _session;
    private readonly Redactor _redactor;
    private readonly RestorePace _pace;
    private readonly RestoreTimeline _timeline;
    private readonly IProgress<ClientEvent>? _events;
    private readonly List<Statement> _leftToDo = [];
    private bool _isBack;

    public RestoreFollower(ZStackSession session, Redactor redactor, RestorePace pace, RestoreTimeline timeline, IProgress<ClientEvent>? events)
    {
        _session = session;
        _redactor = redactor;
        _pace = pace;
        _timeline = timeline;
        _events = events;
    }

    /// <summary>What is left to do afterwards.</summary>
    public IReadOnlyList<Statement> LeftToDo => _leftToDo;

    /// <summary>Opened after the return.</summary>
    public ZStackSession? NewSession { get; private set; }

    /// <summary>Follows until the node is back with another database, or patience ends.</summary>
    /// <param name="job">That of the restore, as it was last seen; <c>null</c> when it is not known.</param>
    /// <param name="hasSeenSession">The node took the session before the restore was sent.</param>
    /// <param name="backup">When the backup was made, where that is known.</param>
    /// <exception cref="ZStackException">What the job failed with; <see cref="RestoreFault.NodeDidNotReturn"/>.</exception>
    public async Task<RestoreOutcome> FollowAsync(ZStackJob? job, bool hasSeenSession, DateTimeOffset? backup, Deadline limit, CancellationToken cancellation)
    {
        var watch = new NodeWatch(_session, job, hasSeenSession, backup, _redactor, _pace, _events);
        using var log = new RestoreLog(_session, _redactor, _pace, _events, cancellation);
        if (job?.Output is RestoreStart start)
            log.Start(start.LogPort);
        RestoreOutcome outcome = await WaitForReturnAsync(watch, log, job, limit, cancellation).ConfigureAwait(false);
        if (outcome == RestoreOutcome.Restored)
            _leftToDo.Add(new Statement(RestoreFollowUp.VmHaOff, _session.Server));
        if (outcome == RestoreOutcome.Restored || watch.WasAway || _isBack)
            await LogInAsync(limit, cancellation).ConfigureAwait(false);
        if (outcome == RestoreOutcome.Restored)
            _leftToDo.Add(new Statement(RestoreFollowUp.Sync));
        else if (_isBack)
            TellWhatIsKnown(cancellation);
        await log.EndAsync().ConfigureAwait(false);
        return outcome;
    }

    private async Task<RestoreOutcome> WaitForReturnAsync(NodeWatch watch, RestoreLog log, ZStackJob? job, Deadline limit, CancellationToken cancellation)
    {
        var doubt = new Deadline(_pace.Doubt, _session.Settings.Clock);
        var reluctance = new Deadline(_pace.Reluctance, _session.Settings.Clock);
        while (true)
        {
            NodeSight sight = await watch.LookAsync(cancellation).ConfigureAwait(false);
            switch (sight)
            {
                case NodeSight.Silent:
                    _timeline.Enter(RestoreStage.NodeAway, _events, watch.Seen);
                    break;
                case NodeSight.Starting:
                    _timeline.Enter(RestoreStage.NodeStarting, _events, watch.Seen);
                    break;
                case NodeSight.Same:
                    LookAtJob(watch.Job, job, log);
                    break;
                case NodeSight.Other when watch.IsProven:
                    return RestoreOutcome.Restored;
                case NodeSight.Other:
                    _isBack = true;
                    _leftToDo.Add(new Statement(RestoreFollowUp.AlreadyBack, _session.Server));
                    return RestoreOutcome.Unknown;
                case NodeSight.Back:
                    _isBack = true;
                    _leftToDo.Add(new Statement(RestoreFollowUp.BackBefore, _session.Server, job!.Id));
                    return RestoreOutcome.Unknown;
                case NodeSight.Ready when watch.WasAway:
                    _isBack = true;
                    _leftToDo.Add(new Statement(RestoreFollowUp.NoProof, _session.Server));
                    return RestoreOutcome.Unknown;
            }

            bool isHere = sight is NodeSight.Same or NodeSight.Ready;
            if (isHere && (reluctance.IsOver || limit.IsOver || (watch.IsInDoubt && doubt.IsOver)))
            {
                _leftToDo.Add(watch.IsInDoubt ? new Statement(RestoreFollowUp.Doubt, _session.Server, job!.Id) : new Statement(RestoreFollowUp.NeverLeft, _session.Server, Again(job)));
                return RestoreOutcome.Unknown;
            }

            if (limit.IsOver)
                throw new ZStackException(ZStackErrorKind.Restore, RestoreFault.NodeDidNotReturn, _session.Server, limit.Limit.TotalSeconds, watch.Seen, Again(job));
            if (_timeline.Now is { } stage)
                _events?.Report(new ClientEvent(ClientEventKind.RestoreProgress, _session.Server, stage, (long)_timeline.Elapsed.TotalSeconds));
            await limit.PauseAsync(_pace.Pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What goes behind -Follow.</summary>
    private static string Again(ZStackJob? job) => job is null ? "" : " -JobId " + job.Id;

    /// <summary>The node is there and has its old database: before the work, or between two outages.</summary>
    private void LookAtJob(JobAnswer? answer, ZStackJob? job, RestoreLog log)
    {
        if (answer is { Word: JobWord.Failed })
            throw RestoreRefusals.Name(answer.Failure!, _session.Server);
        if (answer is { Word: JobWord.Done } && job?.Output is null)
            log.Start(Json.JobResultText.Read(answer.Body!, _session).LogPort);
        _timeline.Enter(answer is { Word: JobWord.Running } ? RestoreStage.Preparing : RestoreStage.Restoring, _events);
    }

    /// <summary>Nothing was proven: what the node has now, and where it says itself what it did.</summary>
    private void TellWhatIsKnown(CancellationToken cancellation)
    {
        try
        {
            using PageReader<DatabaseBackupRecord> newest = new RecordQueries(NewSession ?? _session, _events).ReadBackups(new BackupQuery(), 0, 1, () => { }, cancellation);
            if (newest.TryRead(out DatabaseBackupRecord? record))
                _leftToDo.Add(new Statement(RestoreFollowUp.NewestRecord, _session.Server, record!.ToString(), record.CreateDate?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "?"));
            else
                _leftToDo.Add(new Statement(RestoreFollowUp.NoRecord, _session.Server));
        }
        catch (ZStackException e)
        {
            _leftToDo.Add(new Statement(RestoreFollowUp.RecordsUnread, _session.Server, CheckEnd.Words(e)));
        }

        _leftToDo.Add(new Statement(RestoreFollowUp.SafetyDump, _session.Server));
    }

    /// <summary>With the credentials of the old session: they are right if they were right when the backup was made.</summary>
    private async Task LogInAsync(Deadline limit, CancellationToken cancellation)
    {
        if (_session.Reopen is not { } reopen)
        {
            _leftToDo.Add(new Statement(RestoreFollowUp.Connect, _session.Server));
            return;
        }

        _timeline.Enter(RestoreStage.LoggingIn, _events);
        while (true)
        {
            try
            {
                NewSession = await reopen(_events, cancellation).ConfigureAwait(false);
                return;
            }
            catch (ZStackException e) when (IsPassing(e) && !limit.IsOver)
            {
                await limit.PauseAsync(_pace.Pause, cancellation).ConfigureAwait(false);
            }
            catch (ZStackException e)
            {
                bool isRefused = e is ZStackApiException || e.Kind == ZStackErrorKind.AuthenticationFailed;
                _leftToDo.Add(new Statement(isRefused ? RestoreFollowUp.OldPassword : RestoreFollowUp.LogInFailed, _session.Server, _session.User ?? "", e.Id));
                return;
            }
        }
    }

    /// <summary>A node that has just started, or something in front of it that has not noticed yet.</summary>
    private static bool IsPassing(ZStackException e) => e is ZStackApiException api
        ? api.Code is "SYS.1010" or "SYS.1012"
        : e.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout or ZStackErrorKind.NotAnApi or ZStackErrorKind.InvalidResponse or ZStackErrorKind.ApiNotSupported or ZStackErrorKind.ServerError;
}
