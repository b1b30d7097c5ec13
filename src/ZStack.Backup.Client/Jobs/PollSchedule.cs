using System;

namespace ZStack.Backup.Client.Jobs;

/// <summary>How long to wait between two questions for a job: a second at first, ten in the end.</summary>
internal static class PollSchedule
{
    /// <summary>For a job whose answer can be heard for a short time only, because the node goes away for it.</summary>
    public static readonly TimeSpan Impatient = TimeSpan.FromMilliseconds(500);

    private const double Growth = 1.2;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static TimeSpan Pause(int polls)
    {
        // Beyond this the power only grows past the longest pause.
        double factor = Math.Pow(Growth, Math.Min(polls, 20));
        TimeSpan pause = TimeSpan.FromTicks((long)(Shortest.Ticks * factor));
        return pause < Longest ? pause : Longest;
    }
}
