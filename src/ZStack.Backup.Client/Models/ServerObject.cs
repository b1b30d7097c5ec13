using System;
using System.Runtime.CompilerServices;
using ZStack.Backup.Client.Models;

namespace ZStack.Backup;

/// <summary>Anything that came from a node. Remembers the session, so that a change on it goes to the same node.</summary>
public abstract class ServerObject
{
    /// <summary>Name of the node that the object came from.</summary>
    public string? Server { get; internal init; }

    // Neither shown nor serialised: not a property, not public.
    internal INode? Origin { get; init; }

    /// <summary>What two objects of the same thing have in common; <c>null</c> when nothing tells.</summary>
    private protected virtual string? Identity => null;

    /// <summary>Of the same type and the same thing, whenever they were read.</summary>
    public override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (obj is ServerObject other && other.GetType() == GetType() && Identity is { } identity && identity == other.Identity);

    public override int GetHashCode() => Identity is { } identity ? StringComparer.Ordinal.GetHashCode(identity) : RuntimeHelpers.GetHashCode(this);

    /// <summary>Older ones first; 0 only for the same thing.</summary>
    private protected int CompareTo(ServerObject? other, DateTimeOffset? time, DateTimeOffset? otherTime)
    {
        if (other is null)
            return 1;
        if (Equals(other))
            return 0;
        int order = Nullable.Compare(time, otherTime);
        if (order == 0)
            order = string.CompareOrdinal(Identity, other.Identity);
        return order != 0 ? order : RuntimeHelpers.GetHashCode(this) < RuntimeHelpers.GetHashCode(other) ? -1 : 1;
    }
}
