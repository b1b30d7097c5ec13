using System;
using System.Threading.Tasks;

namespace ZStack.Backup.Client;

/// <summary>The one place where a thread waits for a task.</summary>
/// <remarks>Safe because the client never resumes on a captured context, and only threads that may block call it.</remarks>
internal static class Blocking
{
    /// <summary>The task's result, or its exception as it was thrown (no <see cref="AggregateException"/>).</summary>
    public static T Result<T>(Task<T> task) => task.ConfigureAwait(false).GetAwaiter().GetResult();

    public static void Wait(Task task) => task.ConfigureAwait(false).GetAwaiter().GetResult();

    /// <returns>False when the time is over and the task is not.</returns>
    public static bool Finished(Task task, TimeSpan within) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne(within) || task.IsCompleted;
}
