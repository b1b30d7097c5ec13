using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace ZStack.Backup.Binding.Completion;

/// <summary>What one runspace has seen of its nodes, for the completers. Bounded, and used on the runspace's own thread only.</summary>
internal sealed class CompletionCache
{
    private const int MaxObjects = 500;
    private const int MaxServers = 50;

    // Weak: a closed runspace takes its memory along.
    private static readonly ConditionalWeakTable<Runspace, CompletionCache> Caches = new();

    private readonly Recent<DatabaseBackupRecord> _records = new(MaxObjects, record => record.Server + " " + record.Uuid);
    private readonly Recent<BackupStorage> _storages = new(MaxObjects, storage => storage.Server + " " + storage.Uuid);
    private readonly Recent<BackupSchedule> _schedules = new(MaxObjects, schedule => schedule.Server + " " + schedule.Uuid);
    private readonly Recent<ZStackJob> _jobs = new(MaxObjects, job => job.Id);
    private readonly Recent<ZStackSession> _sessions = new(MaxServers, session => session.Url);
    private readonly ConditionalWeakTable<ZStackSession, NodeQueries> _questions = new();

    private CompletionCache()
    {
    }

    /// <summary>Of the runspace that the caller runs in; <c>null</c> where there is none.</summary>
    public static CompletionCache? Current => Runspace.DefaultRunspace is { } runspace ? Caches.GetValue(runspace, _ => new CompletionCache()) : null;

    public IEnumerable<ZStackJob> Jobs => _jobs.Items;

    /// <summary>The nodes that this runspace was connected to, the last one first.</summary>
    public IEnumerable<ZStackSession> Sessions => _sessions.Items;

    public void Add(object? item)
    {
        switch (item)
        {
            case DatabaseBackupRecord { Uuid: not null } record:
                _records.Add(record);
                break;
            case BackupStorage { Uuid: not null } storage:
                _storages.Add(storage);
                break;
            case BackupSchedule { Uuid: not null } schedule:
                _schedules.Add(schedule);
                break;
            case ZStackJob job:
                _jobs.Add(job);
                break;
            case ZStackSession session:
                _sessions.Add(session);
                break;
            default:
                break;
        }
    }

    /// <summary>Seen ones first, then what the node of the session says. Without a session nothing is asked.</summary>
    public IReadOnlyList<DatabaseBackupRecord> Records(ZStackSession? session) =>
        Together(_records.Items, session, record => record.Uuid, questions => questions.Records.Answer());

    /// <summary>A storage that was seen; nothing is asked.</summary>
    public BackupStorage? SeenStorage(string server, string uuid) => _storages.Items.FirstOrDefault(storage => storage.Server == server && storage.Uuid == uuid);

    /// <inheritdoc cref="Records"/>
    public IReadOnlyList<BackupStorage> Storages(ZStackSession? session) =>
        Together(_storages.Items, session, storage => storage.Uuid, questions => questions.Storages.Answer());

    /// <inheritdoc cref="Records"/>
    public IReadOnlyList<BackupSchedule> Schedules(ZStackSession? session) =>
        Together(_schedules.Items, session, schedule => schedule.Uuid, questions => questions.Schedules.Answer());

    private T[] Together<T>(IEnumerable<T> seen, ZStackSession? session, Func<T, string?> identity, Func<NodeQueries, IEnumerable<T>> ask)
        where T : ServerObject
    {
        if (session is null or { IsClosed: true })
            return [.. seen];
        T[] fresh = [.. ask(_questions.GetValue(session, asked => new NodeQueries(asked)))];
        var known = new HashSet<string?>(fresh.Select(identity));
        // What the node says itself is younger than what was seen.
        return [.. seen.Where(item => item.Server == session.Server && !known.Contains(identity(item))), .. fresh];
    }
}
