using System;

namespace ZStack.Backup.Client.Http;

/// <summary>How often and how slowly a read is tried again after an outage.</summary>
internal static class RetryPolicy
{
    /// <summary>Tries after the first one.</summary>
    public const int Retries = 3;

    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    /// <summary>The server's own wish where it has one, else half a second, doubled each time.</summary>
    public static TimeSpan Pause(int attempt, TimeSpan? retryAfter)
    {
        TimeSpan pause = retryAfter ?? TimeSpan.FromMilliseconds(250 * (1 << attempt));
        return pause < MaxPause ? pause : MaxPause;
    }
}
