using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Comparison;

namespace ZStack.Backup.Client;

/// <content>What differs between a backup and another one, or the node.</content>
public sealed partial class ZStackClient
{
    /// <summary>Compares two backup files. Both are read at the same time.</summary>
    /// <param name="reference">The backup that would be restored.</param>
    /// <param name="difference">What it is compared with.</param>
    /// <param name="kinds">Those to compare.</param>
    /// <param name="events">Gets the progress; <c>null</c> for nobody.</param>
    /// <exception cref="ZStackException">NotComparable for a file that a test would fail; those of reading a file.</exception>
    public static Task<CloudComparison> CompareAsync(ComparedBackup reference, ComparedBackup difference, IReadOnlyCollection<ResourceKind> kinds, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        CloudComparer.CompareAsync(reference, difference, kinds, events, cancellation);

    /// <summary>Compares a backup file with what the node has now. Both are read at the same time.</summary>
    /// <param name="reference">The backup that would be restored.</param>
    /// <param name="kinds">Those to compare.</param>
    /// <returns>A kind that the node does not tell is among <see cref="CloudComparison.Unknown"/>.</returns>
    /// <exception cref="ZStackException">NotComparable for a file that a test would fail; those of reading a file, and of a node that answers nothing.</exception>
    public Task<CloudComparison> CompareAsync(ComparedBackup reference, IReadOnlyCollection<ResourceKind> kinds, CancellationToken cancellation) =>
        new CloudComparer(_session, _events).CompareAsync(reference, kinds, cancellation);
}
