using System;
using ZStack.Backup.Client.Comparison;

namespace ZStack.Backup.Client;

/// <summary>A backup file to compare.</summary>
public sealed class ComparedBackup
{
    /// <summary>Where it is.</summary>
    public string FullName { get; init; } = "";

    /// <summary>As it is shown.</summary>
    public string Name { get; init; } = "";

    public DateTimeOffset? Created { get; init; }

    /// <summary>MD5 that a record has for the file. Without it the manifest beside the file says.</summary>
    public string? Md5 { get; init; }

    internal ComparedState State => new(Name, Created);
}
