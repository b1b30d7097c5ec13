using System;
using System.Globalization;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Jobs;

/// <summary>The headers that belong to a job, checked before anything is dispatched: docs/zstack-api.md sections 1.3 and 1.4.</summary>
internal static class JobId
{
    private const int Length = 32;

    public static Answer? Refuse(Call call, JobStore jobs)
    {
        if (call.Header("X-API-Timeout") is { } timeout && !long.TryParse(timeout, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            return Answer.Text(500, $"For input string: \"{timeout}\"");
        if (call.Header("X-Job-UUID") is not { } id)
            return null;
        if (id.Length != Length)
        {
            call.Problem("X-Job-UUID is not 32 characters");
            return Answer.Text(400, "Invalid header[X-Job-UUID], it must be a UUID with '-' stripped");
        }

        if (call.Request.Method is not ("POST" or "PUT" or "DELETE") || jobs.Find(id) is not { } job)
            return null;
        LoggedRequest first = job.Request;
        if (first.Method != call.Request.Method || first.RawTarget != call.Request.RawTarget || first.Body != call.Request.Body)
            call.Problem($"job id {id} was used for another request: {first.Method} {first.Path}");
        return Answer.Text(400, $"Duplicate job uuid[{id}]");
    }

    /// <returns>Milliseconds that the server allows.</returns>
    public static long Timeout(Call call, TimeSpan usual) =>
        call.Header("X-API-Timeout") is { } seconds ? long.Parse(seconds, CultureInfo.InvariantCulture) * 1000 : (long)usual.TotalMilliseconds;
}
