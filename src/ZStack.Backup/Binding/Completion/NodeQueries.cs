using System.Collections.Generic;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Binding.Completion;

/// <summary>What may be asked of the node of one session while somebody types.</summary>
internal sealed class NodeQueries
{
    public NodeQueries(ZStackSession session)
    {
        Records = new CachedQuery<DatabaseBackupRecord>(stopping => Page(new ZStackClient(session).ReadBackups(new BackupQuery(), 0, PageReader<DatabaseBackupRecord>.PageSize, NoMore, stopping)));
        Storages = new CachedQuery<BackupStorage>(stopping => Page(new ZStackClient(session).ReadStorages([], [], false, NoMore, stopping)));
        Schedules = new CachedQuery<BackupSchedule>(stopping => Blocking.Result(new ZStackClient(session).GetSchedulesAsync(_ => true, stopping)));
    }

    /// <summary>The newest.</summary>
    public CachedQuery<DatabaseBackupRecord> Records { get; }

    public CachedQuery<BackupStorage> Storages { get; }

    public CachedQuery<BackupSchedule> Schedules { get; }

    private static void NoMore()
    {
    }

    private static List<T> Page<T>(PageReader<T> reader)
        where T : class
    {
        using (reader)
        {
            List<T> rows = [];
            while (rows.Count < PageReader<T>.PageSize && reader.TryRead(out T? row))
                rows.Add(row!);
            return rows;
        }
    }
}
