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
    /// <exception cref="ZStackException">NotComparable for a file that a test would fail; those of reading a file.</exception>
    public static Task<CloudComparison> CompareAsync(ComparedBackup reference, ComparedBackup difference, IReadOnlyCollection<ResourceKind> kinds, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        CloudComparer.CompareAsync(reference, difference, kinds, events, cancellation);

    /// <summary>Compares a backup file with what the node has now. Both are read at the same time.</summary>
    /// <exception cref="ZStackException">NotComparable for a file that a test would fail; those of reading a file, and of a node that answers nothing.</exception>
    public Task<CloudComparison> CompareAsync(ComparedBackup reference, IReadOnlyCollection<ResourceKind> kinds, CancellationToken cancellation) =>
        new CloudComparer(_session, _events).CompareAsync(reference, kinds, cancellation);
}
