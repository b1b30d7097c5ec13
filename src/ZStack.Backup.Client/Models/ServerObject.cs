namespace ZStack.Backup;

/// <summary>Anything that came from a node. Remembers the session, so that a change on it goes to the same node.</summary>
public abstract class ServerObject
{
    /// <summary>Name of the node that the object came from.</summary>
    public string? Server { get; internal init; }

    // Neither shown nor serialised: not a property, not public.
    internal ZStackSession? Origin { get; init; }
}
