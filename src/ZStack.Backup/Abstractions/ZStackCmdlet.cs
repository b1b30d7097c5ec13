using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Errors;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of all cmdlets: cancellation, waiting on the pipeline thread, and the words for what happens meanwhile.</summary>
public abstract class ZStackCmdlet : PSCmdlet, IDisposable
{
    // An operation that does not end at once when it is cancelled is left to end alone: the prompt must come back.
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _stop = new();
    private readonly ProgressDisplay _progress;

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
                throw new PipelineStoppedException();
            if (!task.IsCompleted)
                Mailbox.WaitForNews();
        }

        SayWhatHappened();
        if (!Stopping)
            _progress.End();
        try
        {
            return Blocking.Result(task);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Words the events that other threads have left.</summary>
    protected void SayWhatHappened()
    {
        while (Mailbox.TryTake(out ClientEvent? what))
        {
            if (what!.Kind == ClientEventKind.Progress)
            {
                _progress.Show(what);
                continue;
            }

            string words = Wording.Of(what);
            if (what.Kind is ClientEventKind.RequestSent or ClientEventKind.ResponseReceived)
                WriteDebug(words);
            else
                WriteVerbose(words);
        }
    }

    private protected void WriteFailure(ZStackException failure, Attempt? attempt, object? target) =>
        WriteError(ErrorRecords.From(failure, attempt, target));

    private protected void ThrowFailure(ZStackException failure, Attempt? attempt, object? target) =>
        ThrowTerminatingError(ErrorRecords.From(failure, attempt, target));
}
