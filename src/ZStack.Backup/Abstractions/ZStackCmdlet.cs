using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Leftovers;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Errors;
using ZStack.Backup.Pipeline;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of all cmdlets: cancellation, waiting on the pipeline thread, and the words for what happens meanwhile.</summary>
public abstract class ZStackCmdlet : PSCmdlet, IDisposable
{
    /// <summary>The longest that anybody can wait for the node, in seconds: a year.</summary>
    private protected const int MaxWait = 31_536_000;

    // An operation that does not end at once when it is cancelled is left to end alone: the prompt must come back.
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly ProgressDisplay _progress;
    private readonly HashSet<string> _proxiesSaid = [];
    private readonly HashSet<string> _cleaned = [];
    private readonly SignOfLife _life;
    private ClientEvent? _sentJob;
    private ClientEvent? _runningJob;

    protected ZStackCmdlet()
    {
        _progress = new ProgressDisplay(WriteProgress);
        _life = new SignOfLife(_progress, Mailbox);
    }

    internal Mailbox Mailbox { get; } = new();

    /// <summary>Cancelled by Ctrl+C and when the pipeline ends below this cmdlet.</summary>
    internal CancellationToken Cancellation => _stop.Token;

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

    protected override void BeginProcessing()
    {
        if (LoadedCopy.Warning(MyInvocation.MyCommand.Module) is { } warning)
            WriteWarning(warning);
    }

    protected sealed override void StopProcessing()
    {
        _stop.Cancel();
        Mailbox.Ring();
    }

    /// <inheritdoc cref="Wait{T}"/>
    internal void Wait(Func<IProgress<ClientEvent>, CancellationToken, Task> operation) => Wait(async (events, token) =>
    {
        await operation(events, token).ConfigureAwait(false);
        return true;
    });

    /// <summary>Waits for an operation of the client and says meanwhile what it does.</summary>
    internal T Wait<T>(Func<IProgress<ClientEvent>, CancellationToken, Task<T>> operation)
    {
        _life.Begin();
        // On its own thread: name resolution and the like may block before the first await.
        Task<T> task = Task.Run(() => operation(Mailbox, Cancellation), CancellationToken.None);
        _ = task.ContinueWith(t => { _ = t.Exception; Mailbox.Ring(); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!task.IsCompleted)
        {
            SayUnlessStopped();
            if (Cancellation.IsCancellationRequested && !Blocking.Finished(task, FarewellTime))
                throw Stopped();
            if (!task.IsCompleted)
                Mailbox.WaitForNews(SignOfLife.Tick);
        }

        SayUnlessStopped();
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
            _sentJob = null;
            _runningJob = null;
        }
    }

    // All streams that a person reads pass through here: see VisibleText.
    internal new void WriteWarning(string text) => base.WriteWarning(VisibleText.OfLines(text));

    internal new void WriteVerbose(string text) => base.WriteVerbose(VisibleText.OfLines(text));

    internal new void WriteDebug(string text) => base.WriteDebug(VisibleText.OfLines(text));

    internal new void WriteProgress(ProgressRecord progress)
    {
        progress.Activity = VisibleText.Of(progress.Activity);
        progress.StatusDescription = VisibleText.Of(progress.StatusDescription);
        base.WriteProgress(progress);
    }

    internal void WriteInformation(string text, string tag) => base.WriteInformation(VisibleText.Of(text), [tag]);

    /// <summary>For a stopped pipeline, whose streams take nothing any more.</summary>
    internal void WarnOnHost(string text) => Host?.UI?.WriteWarningLine(VisibleText.OfLines(text));

    /// <summary>Reads from several sources at once, and says meanwhile which of them are waited for.</summary>
    /// <param name="waitedFor">Words for a source.</param>
    internal void Drain<TSource, T>(FanOut<TSource, T> fanOut, Action<TSource, T> write, Action<TSource, Exception> failed, Func<TSource, string> waitedFor, bool inOrder = false)
    {
        _life.Begin();
        try
        {
            fanOut.Drain(write, failed, () =>
            {
                WritePendingEvents();
                _life.Show(fanOut.Unfinished.Select(waitedFor));
            }, inOrder);
        }
        finally
        {
            if (!Stopping)
                _progress.End();
        }
    }

    /// <summary>Writes an object of a node, and keeps it in mind for completion.</summary>
    internal void Emit(object item)
    {
        CompletionCache.Current?.Add(item);
        WriteObject(item);
    }

    /// <summary>Words the events that other threads have left.</summary>
    protected void WritePendingEvents()
    {
        while (Mailbox.TryTake(out ClientEvent? what))
        {
            Remember(what!);
            _life.Note(what!);
            WriteEvent(what!);
        }
    }

    /// <summary>Words one event, in the stream it belongs to.</summary>
    private protected virtual void WriteEvent(ClientEvent what)
    {
        switch (what.Kind)
        {
            case ClientEventKind.RequestSent or ClientEventKind.ResponseReceived:
                if (IsShown("Debug"))
                    WriteDebug(Wording.Of(what));
                break;
            case ClientEventKind.JobProgress:
                Mailbox.Moved();
                _progress.ShowJob(what);
                break;
            case ClientEventKind.Progress:
                Mailbox.Moved();
                _progress.Show(what);
                break;
            case ClientEventKind.ProxyUsed:
                string proxy = Wording.Of(what);
                if (_proxiesSaid.Add(proxy))
                    WriteVerbose(proxy);
                break;
            case ClientEventKind.LeftExportUnclear or ClientEventKind.LeftExportStays or ClientEventKind.RowsMissing:
                WriteWarning(Wording.Of(what));
                break;
            default:
                if (IsShown("Verbose"))
                    WriteVerbose(Wording.Of(what));
                break;
        }
    }

    /// <summary>Whether anybody reads this stream: wording what PowerShell throws away would be a good part of a short command.</summary>
    private bool IsShown(string stream) => MyInvocation.BoundParameters.TryGetValue(stream, out object? asked)
        ? LanguagePrimitives.IsTrue(asked)
        : !LanguagePrimitives.TryConvertTo(GetVariableValue(stream + "Preference"), out ActionPreference preference) || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>What goes on at the node when waiting is stopped now; <c>null</c> when nothing does.</summary>
    /// <param name="sent">The change that was last sent, if any.</param>
    /// <param name="accepted">The job that the node has last taken, if any.</param>
    private protected virtual string? DescribeRunningWork(ClientEvent? sent, ClientEvent? accepted) =>
        sent is null ? null : Wording.Sentence(IsAccepted(sent, accepted) ? nameof(Messages.Warning_StillRunning) : nameof(Messages.Warning_MayRun), [sent.Facts["server"]!, sent.Facts["job"]!]);

    private protected static bool IsAccepted(ClientEvent sent, ClientEvent? accepted) => sent.Get<string>("job") == accepted?.Get<string>("job");

    internal void ShowProgress(string activity, string status)
    {
        Mailbox.Moved();
        _progress.Show(activity, status);
    }

    /// <summary>A stopped pipeline refuses what is written to it, and that must not hide what goes on at the node.</summary>
    private void SayUnlessStopped()
    {
        try
        {
            if (Cancellation.IsCancellationRequested)
                return;
            WritePendingEvents();
            _life.Show([]);
        }
        catch (PipelineStoppedException) when (Cancellation.IsCancellationRequested)
        {
            // Said by Stopped, to the host.
        }
    }

    private void Remember(ClientEvent what)
    {
        if (what.Kind == ClientEventKind.JobSending)
            _sentJob = what;
        if (what.Kind == ClientEventKind.JobRefused)
            _sentJob = null;
        if (what.Kind == ClientEventKind.JobAccepted)
        {
            _runningJob = what;
            CompletionCache.Current?.Add(new ZStackJob { Id = what.Get<string>("job"), Operation = what.Get<string>("operation"), Server = what.Get<string>("server"), SubmittedAt = DateTimeOffset.Now });
        }
    }

    /// <summary>Straight to the host: the streams of a stopped pipeline take nothing any more.</summary>
    private PipelineStoppedException Stopped()
    {
        while (Mailbox.TryTake(out ClientEvent? what))
            Remember(what!);
        if (DescribeRunningWork(_sentJob, _runningJob) is { } words)
            WarnOnHost(words);
        return new PipelineStoppedException();
    }

    /// <summary>Once for each: a proxy that nobody has named here reads what goes through it in plain http.</summary>
    internal void WarnOfUnnamedProxy(ConnectionSettings settings, Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttp || settings.ProxyFor(url) is not { IsGiven: false } proxy)
            return;
        string words = Wording.Sentence(nameof(Messages.Warning_UnnamedProxy), [url.Authority, proxy.Name, proxy.Source]);
        if (_proxiesSaid.Add(words))
            WriteWarning(words);
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

    /// <summary>The session of an object of a node: its own, else the newest of the same node; the default one where nothing names a node.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.SessionMismatch"/></exception>
    internal ZStackSession OwnSession(ZStackSession? origin, string? server)
    {
        if (origin is { IsClosed: false })
            return origin;
        string? owner = origin?.Server ?? server;
        if (owner is not null && SessionTable.Current.For(owner) is { } same)
            return same;
        ZStackSession session = DefaultSession();
        return owner is null ? session : throw new ZStackException(ZStackErrorKind.SessionMismatch, owner, session.Server);
    }

    /// <summary>The session of the last connect; without any the cmdlet ends.</summary>
    internal ZStackSession DefaultSession()
    {
        if (SessionTable.Current.Default is { } session)
            return session;
        ThrowFailure(new ZStackException(ZStackErrorKind.NotConnected), null, null);
        throw new InvalidOperationException();
    }

    /// <summary>Removes once what killed processes have left on this machine and, where it is certain that they had made it, on this node.</summary>
    internal void RemoveLeftovers(ZStackSession session)
    {
        if (!_cleaned.Add(session.Server) || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference")) || LanguagePrimitives.IsTrue(MyInvocation.BoundParameters.TryGetValue("WhatIf", out object isAsked) ? isAsked : null))
            return;
        LeftoverCleaner? cleaner = null;
        try
        {
            if (!LeftoverNotes.MayExist())
                return;
            cleaner = new LeftoverCleaner(LeftoverNotes.Open(), Mailbox);
            cleaner.RemoveFolders();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No place for notes is no note. Whoever makes something says so.
        }

        if (cleaner?.HasExports(session) == true)
            Wait((_, token) => cleaner.RemoveExportsAsync(session, token));
        WritePendingEvents();
    }

    internal void WriteFailure(ZStackException failure, Attempt? attempt, object? target) =>
        WriteError(ErrorRecords.From(failure, attempt, target));

    /// <summary>Ends the cmdlet; the exception is for the compiler.</summary>
    internal Exception Ended(ZStackException failure, object target)
    {
        ThrowFailure(failure, null, target);
        return failure;
    }

    internal void ThrowFailure(ZStackException failure, Attempt? attempt, object? target) =>
        ThrowTerminatingError(ErrorRecords.From(failure, attempt, target));
}
