namespace ZStack.Backup;

/// <summary>What the node itself has said in an answer that is not a success; anybody in front of it can say the rest.</summary>
internal enum NodeWord
{
    /// <summary>Nothing that only the node says.</summary>
    None,

    /// <summary>It refuses the request, and has done nothing of it.</summary>
    Refused,

    /// <summary>It has taken a change with this job id before.</summary>
    DuplicateJob,

    /// <summary>It has no job with this id, or none any more.</summary>
    UnknownJob,
}
