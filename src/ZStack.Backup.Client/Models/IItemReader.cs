using System;

namespace ZStack.Backup;

/// <summary>The items of an answer, one by one while it still arrives. For one thread at a time; dispose it to free the connection at once.</summary>
public interface IItemReader<T> : IDisposable
    where T : class
{
    /// <summary>Called before each wait for more of the answer, on the thread that reads.</summary>
    Action? BeforeWait { get; set; }

    /// <returns>False at the end of a whole and valid answer.</returns>
    /// <exception cref="ZStackException">Of any kind: what is wrong with the answer is thrown after the items before it.</exception>
    bool TryRead(out T? item);
}
