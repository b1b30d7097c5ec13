using System;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Which file to test, and how much.</summary>
public sealed class BackupTestRequest
{
    /// <summary>Path of the file.</summary>
    public string FullName { get; init; } = "";

    /// <summary>How much is tested. <see cref="BackupTestLevel.Restore"/> starts a database server on this machine.</summary>
    public BackupTestLevel Level { get; init; } = BackupTestLevel.Structure;

    /// <summary>MD5 that a record has for the file. Without it the manifest beside the file says.</summary>
    public string? Md5 { get; init; }

    /// <summary>Folder with the programs of a database server, for <see cref="BackupTestLevel.Restore"/>; else PATH.</summary>
    public string? ServerPath { get; init; }

    /// <summary>That the throw-away server may take to start, for the next piece of the dump, and to count.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}
