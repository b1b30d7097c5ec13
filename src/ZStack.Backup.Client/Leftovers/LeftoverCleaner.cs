using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Client.Leftovers;

/// <summary>Removes what processes have left that were killed in the middle of a download: folders, and exports of the node that is connected.</summary>
internal sealed class LeftoverCleaner
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Doubt = TimeSpan.FromDays(1);

    private readonly LeftoverNotes _notes;
    private readonly IProgress<ClientEvent>? _events;

    public LeftoverCleaner(LeftoverNotes notes, IProgress<ClientEvent>? events)
    {
        _notes = notes;
        _events = events;
    }

    public void RemoveFolders()
    {
        foreach (LeftoverNote note in _notes.Abandoned().Where(note => note.What.Kind == LeftoverKind.Folder))
        {
            if (IsOwnFolder(note.What.Folder) && !Remove(note.What.Folder!))
                continue;
            note.Dispose();
        }
    }

    public bool HasExports(ZStackSession session) => Exports(session).Any();

    /// <returns>How many were looked at.</returns>
    public async Task<int> RemoveExportsAsync(ZStackSession session, CancellationToken cancellation)
    {
        LeftoverNote[] notes = [.. Exports(session)];
        foreach (LeftoverNote note in notes)
            await RemoveExportAsync(note, session, cancellation).ConfigureAwait(false);
        return notes.Length;
    }

    private IEnumerable<LeftoverNote> Exports(ZStackSession session) =>
        _notes.Abandoned().Where(note => note.What.Kind == LeftoverKind.Export && note.What.Server == session.Server);

    private async Task RemoveExportAsync(LeftoverNote note, ZStackSession session, CancellationToken cancellation)
    {
        Leftover what = note.What;
        if (what.BackupUuid is not { } backup || what.StorageUuid is not { } storage)
            return;
        try
        {
            var jobs = new JobRunner(session, session.Redactor, _events);
            // Asked before the record: a job that ends between the two has left its export in it.
            JobTrace job = what.Url is null ? await TraceAsync(what.JobId, jobs, cancellation).ConfigureAwait(false) : JobTrace.None;
            if (job.IsRunning)
                return;
            DatabaseBackupRecord? record = await new RecordQueries(session, _events).FindBackupAsync(backup, cancellation).ConfigureAwait(false);
            // Another user of the node may not see it. One that is really gone is found again by nobody.
            if (record is null && what.NotedAt > DateTimeOffset.UtcNow - Doubt)
                return;
            BackupStorageRef? copy = record?.BackupStorageRefs.FirstOrDefault(one => one.BackupStorageUuid == storage);
            bool? isOurs = copy?.ExportUrl is null ? false
                : what.Url is null ? job.Url is null ? job.IsUnknown ? null : false : job.Url == copy.ExportUrl
                : what.Url == Leftover.HashOf(copy.ExportUrl) && what.Stamp == Leftover.StampOf(copy);
            if (isOurs == true)
            {
                if (!note.TryTake(_notes.Here))
                    return;
                await jobs.RunAsync(Changes.DeleteExport(backup, record!.Name, storage), Limit, cancellation).ConfigureAwait(false);
                Report(ClientEventKind.LeftExportRemoved, session.Server, backup);
            }
            else if (isOurs is null)
            {
                Report(ClientEventKind.LeftExportUnclear, session.Server, backup);
            }

            note.Dispose();
        }
        catch (Exception e) when (e is ZStackException or IOException or UnauthorizedAccessException)
        {
            // Whatever the command was for does not fail because of this. The note stays.
            Report(ClientEventKind.LeftExportStays, session.Server, backup, (e as ZStackException)?.Why ?? e.Message);
        }
    }

    private static async Task<JobTrace> TraceAsync(string? id, JobRunner jobs, CancellationToken cancellation)
    {
        // Noted, and killed before anything was sent.
        if (id is null)
            return JobTrace.None;
        try
        {
            // By its id alone: what it worked on would make anybody's export its own.
            ZStackJob job = await jobs.LookAsync(new ZStackJob { Id = id }, cancellation).ConfigureAwait(false);
            return new JobTrace(job.State == ZStackJobState.Running, false, (job.Output as DatabaseBackupExport)?.Url);
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.JobLost)
        {
            return new JobTrace(false, true, null);
        }
        catch (ZStackApiException)
        {
            return JobTrace.None;
        }
    }

    /// <summary>Only what looks like a folder of ours is removed with all that is in it.</summary>
    private static bool IsOwnFolder(string? path) =>
        path is not null && Path.IsPathRooted(path) && Regex.IsMatch(Path.GetFileName(path), "^zstack-[0-9a-f]{12}$")
        && Directory.Exists(path) && !PrivateFile.IsLink(path) && FileFacts.Of(path) is null or { IsPrivateFolder: true };

    private bool Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            Report(ClientEventKind.LeftFolderRemoved, folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, on Windows: the next call tries it again.
            return false;
        }
    }

    private void Report(ClientEventKind kind, params object[] facts) => _events?.Report(new ClientEvent(kind, facts));

    /// <summary>What the node says of the job that was to export.</summary>
    private sealed record JobTrace(bool IsRunning, bool IsUnknown, string? Url)
    {
        public static readonly JobTrace None = new(false, false, null);
    }
}
