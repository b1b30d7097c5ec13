using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Jobs;

namespace ZStack.Backup.Client;

/// <content>Changes, each made exactly once, and their jobs. Source: docs/zstack-api.md sections 3.3 to 3.9 and 6.</content>
public sealed partial class ZStackClient
{
    /// <summary>Makes the change and waits for its end.</summary>
    /// <param name="limit">For all of it; <c>null</c> for as long as the node allows.</param>
    /// <returns>A job that has succeeded, with the operation's result.</returns>
    /// <exception cref="ZStackException">The server's own error, or JobTimeout, JobLost, Unreachable and the like.</exception>
    public Task<ZStackJob> RunAsync(Change change, TimeSpan? limit, CancellationToken cancellation) => Runner(change.Secrets).RunAsync(change, limit, cancellation);

    /// <summary>Makes the change and leaves its job running.</summary>
    public Task<ZStackJob> StartAsync(Change change, TimeSpan? limit, CancellationToken cancellation) => Runner(change.Secrets).StartAsync(change, limit, cancellation);

    /// <summary>How far a job is, asked once.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.JobLost"/></exception>
    public Task<ZStackJob> GetJobAsync(ZStackJob job, CancellationToken cancellation) => Runner().LookAsync(job, cancellation);

    /// <summary>Waits for a job that was started before, here or in another process.</summary>
    public Task<ZStackJob> WaitJobAsync(ZStackJob job, TimeSpan? limit, CancellationToken cancellation) => Runner().WaitAsync(job, limit, cancellation);

    private JobRunner Runner(params string[] secrets) => new(_session, _session.Redactor.With(secrets), _events);
}
