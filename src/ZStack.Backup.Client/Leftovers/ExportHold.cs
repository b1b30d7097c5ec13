using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Leftovers;

/// <summary>An export as long as it is downloaded from: noted on disk before it is made, and removed when the process is told to end meanwhile.</summary>
internal sealed class ExportHold : IDisposable
{
    // Whoever ends processes waits about so long before they kill.
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(8);

    private readonly ZStackSession _session;
    private readonly IProgress<ClientEvent>? _events;
    private readonly LeftoverNotes? _notes;
    private readonly ExitGuard _guard;
    private LeftoverNote? _note;
    private volatile DatabaseBackupExport? _made;

    public ExportHold(ZStackSession session, IProgress<ClientEvent>? events)
    {
        _session = session;
        _events = events;
        _notes = Try(LeftoverNotes.Open);
        _guard = new ExitGuard(Farewell);
    }

    /// <summary>Notes that an export is about to be made.</summary>
    public void Announce(string backup, string storage) => Note(LeftoverKind.Export, backup, storage);

    /// <summary>Notes that somebody else's is used.</summary>
    public void Use(DatabaseBackupExport export) => Note(LeftoverKind.Use, export.BackupUuid, export.BackupStorageUuid);

    /// <summary>Hears of the job before it is sent.</summary>
    public IProgress<ClientEvent> Hearing(IProgress<ClientEvent> events) => new Ear(this, events);

    /// <summary>It is there now.</summary>
    /// <param name="copy">As the node has it right afterwards; <c>null</c> when that is not known.</param>
    public void Made(DatabaseBackupExport export, BackupStorageRef? copy)
    {
        _made = export;
        // Without the time nothing tells it from a later one of the same address.
        if (copy?.ExportUrl == export.Url && Leftover.StampOf(copy) is { } stamp)
            Change(what => what with { Url = Leftover.HashOf(export.Url), Stamp = stamp });
    }

    /// <summary>What is left by now was said, or is gone.</summary>
    public void Dispose()
    {
        _guard.Dispose();
        _note?.Dispose();
    }

    private void Note(LeftoverKind kind, string? backup, string? storage)
    {
        if (_notes is not null)
            _note = Try(() => _notes.Add(_notes.Begin(kind) with { Server = _session.Server, BackupUuid = backup, StorageUuid = storage }));
    }

    private void Change(Func<Leftover, Leftover> change)
    {
        if (_note is { } note)
            Try(() => { note.Write(change(note.What)); return note; });
    }

    private void Farewell()
    {
        // Still being made: the next call finds it by its note.
        if (_made is not { } export)
            return;
        Task removal = Task.Run(() => new JobRunner(_session, _session.Redactor, null).RunAsync(Changes.DeleteExport(export.BackupUuid!, export.BackupName, export.BackupStorageUuid!), FarewellTime, CancellationToken.None));
        if (Blocking.Finished(removal, FarewellTime) && removal.Status == TaskStatus.RanToCompletion)
            _note?.Dispose();
    }

    private T? Try<T>(Func<T> write)
        where T : class
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _events?.Report(new ClientEvent(ClientEventKind.LeftoversNotNoted, e is ReasonException reason ? reason.Reason : e.Message));
            return null;
        }
    }

    private sealed class Ear : IProgress<ClientEvent>
    {
        private readonly ExportHold _hold;
        private readonly IProgress<ClientEvent> _events;

        public Ear(ExportHold hold, IProgress<ClientEvent> events)
        {
            _hold = hold;
            _events = events;
        }

        public void Report(ClientEvent value)
        {
            if (value.Kind == ClientEventKind.JobSending)
                _hold.Change(what => what with { JobId = value.Get<string>("job") });
            _events.Report(value);
        }
    }
}
