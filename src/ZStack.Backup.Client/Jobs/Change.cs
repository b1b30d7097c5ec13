using System;
using ZStack.Backup.Client.Http;

namespace ZStack.Backup.Client.Jobs;

/// <summary>A change before it is sent: the request for a given job id, and what is known of the job beforehand.</summary>
public sealed class Change
{
    internal Change(ZStackJob job, Func<string, ApiRequest> request)
    {
        Job = job;
        Request = request;
    }

    /// <summary>Without id.</summary>
    public ZStackJob Job { get; }

    internal Func<string, ApiRequest> Request { get; }

    /// <summary>Kept out of everything that is said about this change.</summary>
    internal string[] Secrets { get; init; } = [];

    /// <summary>The node forgets its jobs by this change, so that after a while its not knowing the job proves nothing.</summary>
    internal bool ErasesJobs { get; init; }
}
