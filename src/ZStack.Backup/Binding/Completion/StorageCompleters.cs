using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Views;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes backup storages of this cloud by name or uuid.</summary>
public class StorageCompleter : Completer
{
    private protected sealed override IEnumerable<Candidate> Candidates(IDictionary bound) =>
        CompletionCache.Current?.Storages(SessionOf(bound)) is { } storages ? Offer(storages) : [];

    private protected virtual IEnumerable<Candidate> Offer(IReadOnlyList<BackupStorage> storages) =>
        References.ByNameOrUuid(storages, storage => storage.Uuid, storage => storage.Name, Tooltip);

    private protected static string Tooltip(BackupStorage storage) =>
        string.Join("  ", new[] { storage.Name, storage.Hostname, storage.Status, Room(storage) }.Where(part => !string.IsNullOrEmpty(part)));

    private static string? Room(BackupStorage storage) =>
        storage.TotalCapacity is null ? null : $"{ViewText.Size(storage.AvailableCapacity)} / {ViewText.Size(storage.TotalCapacity)}";
}

/// <summary>Completes names of backup storages where wildcards are taken.</summary>
public sealed class StorageNameCompleter : StorageCompleter
{
    private protected override IEnumerable<Candidate> Offer(IReadOnlyList<BackupStorage> storages) =>
        References.ByName(storages, storage => storage.Name, Tooltip);
}

/// <summary>Completes hosts of image stores: those of the storages that this cloud knows.</summary>
public sealed class ImageStoreCompleter : StorageCompleter
{
    private protected override IEnumerable<Candidate> Offer(IReadOnlyList<BackupStorage> storages) =>
        storages.Where(storage => storage.Hostname is { Length: > 0 }).Select(storage => new Candidate(storage.Hostname!, storage.Name, null, Tooltip(storage)));
}
