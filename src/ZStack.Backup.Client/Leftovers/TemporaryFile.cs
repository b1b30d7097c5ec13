using System;
using System.IO;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Leftovers;

/// <summary>A place for a backup that only this user can look into; gone with everything in it when it is disposed.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly PrivateFolder _folder;
    private readonly LeftoverNote? _note;
    private readonly ExitGuard _guard;

    private TemporaryFile(PrivateFolder folder, LeftoverNote? note)
    {
        _folder = folder;
        _note = note;
        _guard = new ExitGuard(Remove);
    }

    /// <summary>The name of a file that does not exist yet.</summary>
    public string Path => _folder.Combine("backup.gz");

    /// <summary>Also removes what killed processes have left.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotWritable"/></exception>
    public static TemporaryFile Create(IProgress<ClientEvent>? events = null)
    {
        LeftoverNote? note = null;
        try
        {
            return new TemporaryFile(new PrivateFolder(path => note = Note(path, events)), note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            note?.Dispose();
            throw new ZStackException(ZStackErrorKind.FileNotWritable, e, System.IO.Path.GetTempPath(), e.Message.TrimEnd('.'));
        }
    }

    public void Dispose()
    {
        _guard.Dispose();
        Remove();
    }

    private void Remove()
    {
        _folder.Dispose();
        // What could not be removed is found by it.
        if (!Directory.Exists(_folder.Path))
            _note?.Dispose();
    }

    private static LeftoverNote? Note(string folder, IProgress<ClientEvent>? events)
    {
        try
        {
            LeftoverNotes notes = LeftoverNotes.Open();
            new LeftoverCleaner(notes, events).RemoveFolders();
            return notes.Add(notes.Begin(LeftoverKind.Folder) with { Folder = folder });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            events?.Report(new ClientEvent(ClientEventKind.LeftoversNotNoted, e is ReasonException reason ? reason.Reason : e.Message));
            return null;
        }
    }
}
