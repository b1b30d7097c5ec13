using System.Collections.Generic;
using ZStack.Backup.Sandbox.CloudResources;

namespace ZStack.Backup.Sandbox;

/// <summary>A resource at one moment.</summary>
/// <param name="Values">In the order of the columns of its kind.</param>
public sealed record CloudResource(string Kind, string Uuid, IReadOnlyList<string?> Values)
{
    public System.DateTimeOffset CreateDate { get; init; }

    public System.DateTimeOffset LastOpDate { get; init; }

    /// <summary>Waits to be expunged: only the table still has it.</summary>
    public bool IsDeleted { get; init; }

    public string? this[string column] => System.Array.IndexOf(CloudKind.Named(Kind).Columns, column) is var index && index >= 0 ? Values[index] : null;

    /// <summary>The same with another value.</summary>
    public CloudResource With(string column, string? value)
    {
        string?[] values = [.. Values];
        values[System.Array.IndexOf(CloudKind.Named(Kind).Columns, column)] = value;
        return this with { Values = values };
    }
}
