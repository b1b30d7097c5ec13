using System;
using ZStack.Backup.Client.Comparison;

namespace ZStack.Backup.Client;

/// <summary>A backup file to compare.</summary>
public sealed class ComparedBackup
{
    /// <summary>Path of the file.</summary>
    public string FullName { get; init; } = "";

    /// <summary>As it is shown.</summary>
    public string Name { get; init; } = "";

    /// <summary>When the backup was made; only shown. <c>null</c> when nothing tells.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>MD5 that a record has for the file. Without it the manifest beside the file says.</summary>
    public string? Md5 { get; init; }

    internal ComparedState State => new(Name, Created);
}
