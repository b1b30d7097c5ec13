using System;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox;

/// <summary>The ways in which a download fails.</summary>
public enum DownloadFaultKind
{
    /// <summary>Nothing but what <see cref="DownloadFault.OtherVersion"/> and <see cref="DownloadFault.IgnoreRange"/> say.</summary>
    None,

    /// <summary>The connection is reset before the byte <see cref="DownloadFault.At"/> of the file.</summary>
    Reset,

    /// <summary>The connection is closed there, as if that were the end.</summary>
    Close,

    /// <summary>Silence for <see cref="DownloadFault.Delay"/> there.</summary>
    Stall,

    /// <summary>The byte there is another.</summary>
    Corrupt,

    /// <summary>The file ends there, and the answer's length says so.</summary>
    WrongSize,

    /// <summary>A page with <see cref="DownloadFault.Status"/>.</summary>
    Page,
}

/// <summary>A failure of a download on request.</summary>
public sealed record DownloadFault(DownloadFaultKind Kind)
{
    /// <summary>Offset in the file, not in the answer.</summary>
    public long At { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>Ends the time before a reset, which takes along what has been sent and not read, or that of a stall.</summary>
    public Task? Until { get; init; }

    public int Status { get; init; } = 503;

    public int Times { get; init; } = 1;

    /// <summary>Other bytes of the same length, under another tag: the file that was there before, or that came after.</summary>
    public bool OtherVersion { get; init; }

    /// <summary>The whole file although a part was asked for.</summary>
    public bool IgnoreRange { get; init; }
}
