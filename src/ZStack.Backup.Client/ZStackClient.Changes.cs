using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Jobs;

namespace ZStack.Backup.Client;

/// <content>Changes, each made exactly once, and their jobs. Source: docs/zstack-api.md sections 3.3 to 3.9 and 6.</content>
public sealed partial class ZStackClient
{
    /// <summary>Makes the change and waits for its end.</summary>
    /// <param name="change">One of <see cref="Changes"/>.</param>
    /// <param name="limit">For all of it; <c>null</c> for as long as the node allows, or three hours when it does not say.</param>
    /// <returns>A job that has succeeded, with the operation's result.</returns>
    /// <exception cref="ZStackException">The error that the job ended with; JobTimeout: it may go on; JobLost: whether it was made is open; InvalidArgument: nothing was sent.</exception>
    public Task<ZStackJob> RunAsync(Change change, TimeSpan? limit, CancellationToken cancellation) => Runner(change.Secrets).RunAsync(change, limit, cancellation);

    /// <summary>Makes the change and leaves its job running.</summary>
    /// <param name="change">One of <see cref="Changes"/>.</param>
    /// <param name="limit">For finding out whether the node has it; <c>null</c> for five minutes after a lost answer.</param>
    /// <returns>The job that the node has taken, to be asked for or waited for later.</returns>
    /// <exception cref="ZStackException">The node's refusal; JobTimeout when it stays open whether the node has the change; InvalidArgument: nothing was sent.</exception>
    public Task<ZStackJob> StartAsync(Change change, TimeSpan? limit, CancellationToken cancellation) => Runner(change.Secrets).StartAsync(change, limit, cancellation);

    /// <summary>How far a job is, asked once.</summary>
    /// <param name="job">A job of this node; its id is enough.</param>
    /// <returns>The job in its present state. One that has failed is no exception here.</returns>
    /// <exception cref="ZStackException">JobLost: neither the node nor what the job worked on tells; Unreachable and the like: the node does not answer.</exception>
    public Task<ZStackJob> GetJobAsync(ZStackJob job, CancellationToken cancellation) => Runner().LookAsync(job, cancellation);

    /// <summary>Waits for a job that was started before, here or in another process.</summary>
    /// <param name="job">A job of this node; its id is enough.</param>
    /// <param name="limit"><c>null</c> for as long as the node allows, or three hours when that is not known.</param>
    /// <returns>The job, which has succeeded, with the operation's result.</returns>
    /// <exception cref="ZStackException">The error that the job ended with; JobTimeout: it may go on; JobLost: whether it was made is open.</exception>
    public Task<ZStackJob> WaitJobAsync(ZStackJob job, TimeSpan? limit, CancellationToken cancellation) => Runner().WaitAsync(job, limit, cancellation);

    private JobRunner Runner(params string[] secrets) => new(_session, _session.Redactor.With(secrets), _events);
}
