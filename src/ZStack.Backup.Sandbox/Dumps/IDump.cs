using System.IO;

namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>The file of a backup: gzip of SQL text, or what was put in its place.</summary>
internal interface IDump
{
    long Length { get; }

    /// <summary>Lower-case hex; computed when it is first asked for.</summary>
    string Md5 { get; }

    /// <summary>Seekable.</summary>
    Stream Open();
}
