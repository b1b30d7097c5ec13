using System;

namespace ZStack.Backup.Client.Comparison;

/// <summary>One resource as a dump or a node has it. Readers use one of these again and again.</summary>
internal sealed class ResourceRow
{
    public ResourceRow(int fields)
    {
        Values = new string?[fields];
        IsKnown = new bool[fields];
    }

    public string Uuid { get; set; } = "";

    /// <summary>In the order of <see cref="ResourceSchema.Fields"/>; <c>null</c> where there is no value.</summary>
    public string?[] Values { get; }

    /// <summary>False where the source has no such field, so that nothing can be said of it.</summary>
    public bool[] IsKnown { get; }

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset? LastChange { get; set; }
}
