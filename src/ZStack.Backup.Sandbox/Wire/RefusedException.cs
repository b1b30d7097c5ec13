using System;

namespace ZStack.Backup.Sandbox.Wire;

/// <summary>The answer is already known, and it is a no.</summary>
internal sealed class RefusedException : Exception
{
    public RefusedException(Answer answer)
        : base("refused") => Answer = answer;

    public Answer Answer { get; }
}
