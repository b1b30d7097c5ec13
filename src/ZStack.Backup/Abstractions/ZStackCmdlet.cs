using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of all cmdlets: cancellation, waiting on the pipeline thread, and the words for what happens meanwhile.</summary>
public abstract class ZStackCmdlet : PSCmdlet, IDisposable
{
    // An operation that does not end at once when it is cancelled is left to end alone: the prompt must come back.
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _stop = new();
    private readonly ProgressDisplay _progress;
    private ClientEvent? _runningJob;

    protected ZStackCmdlet() => _progress = new ProgressDisplay(this);

    internal Mailbox Mailbox { get; } = new();

    /// <summary>Cancelled by Ctrl+C and when the pipeline ends below this cmdlet.</summary>
    protected CancellationToken Cancellation => _stop.Token;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        // Not disposed: late threads may still look at its token, and it holds nothing else.
        if (disposing)
            _stop.Cancel();
    }

    protected sealed override void StopProcessing()
    {
        _stop.Cancel();
        Mailbox.Ring();
    }

    /// <summary>Waits for an operation of the client and says meanwhile what it does.</summary>
    protected T Wait<T>(Func<IProgress<ClientEvent>, CancellationToken, Task<T>> operation)
    {
        // On its own thread: name resolution and the like may block before the first await.
        Task<T> task = Task.Run(() => operation(Mailbox, Cancellation), CancellationToken.None);
        _ = task.ContinueWith(t => { _ = t.Exception; Mailbox.Ring(); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!task.IsCompleted)
        {
            SayWhatHappened();
            if (Cancellation.IsCancellationRequested && !Blocking.Finished(task, FarewellTime))
                throw Stopped();
            if (!task.IsCompleted)
                Mailbox.WaitForNews();
        }

        SayWhatHappened();
        try
        {
            return Blocking.Result(task);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw Stopped();
        }
        finally
        {
            if (!Stopping)
                _progress.End();
            _runningJob = null;
        }
    }

    /// <summary>Words the events that other threads have left.</summary>
    protected void SayWhatHappened()
    {
        while (Mailbox.TryTake(out ClientEvent? what))
        {
            switch (what!.Kind)
            {
                case ClientEventKind.RequestSent or ClientEventKind.ResponseReceived:
                    WriteDebug(Wording.Of(what));
                    break;
                case ClientEventKind.JobProgress:
                    _progress.ShowJob(what);
                    break;
                case ClientEventKind.Progress:
                    _progress.Show(what);
                    break;
                case ClientEventKind.RowsMissing:
                    WriteWarning(Wording.Sentence(nameof(Messages.Warning_RowsMissing), what.Facts));
                    break;
                default:
                    if (what.Kind == ClientEventKind.JobAccepted)
                        _runningJob = what;
                    WriteVerbose(Wording.Of(what));
                    break;
            }
        }
    }

    /// <summary>Straight to the host: the streams of a stopped pipeline take nothing any more.</summary>
    private PipelineStoppedException Stopped()
    {
        if (_runningJob is { } job)
            Host?.UI?.WriteWarningLine(Wording.Sentence(nameof(Messages.Warning_StillRunning), [job.Facts[0], job.Facts[2]]));
        return new PipelineStoppedException();
    }

    /// <summary>The filter for names with wildcards; a pattern that is none ends the cmdlet.</summary>
    private protected NameFilter FilterOf(string[]? names, string parameter)
    {
        try
        {
            return new NameFilter(names, parameter);
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, null, string.Join(", ", names!));
            throw;
        }
    }

    private protected void WriteFailure(ZStackException failure, Attempt? attempt, object? target) =>
        WriteError(ErrorRecords.From(failure, attempt, target));

    private protected void ThrowFailure(ZStackException failure, Attempt? attempt, object? target) =>
        ThrowTerminatingError(ErrorRecords.From(failure, attempt, target));
}
