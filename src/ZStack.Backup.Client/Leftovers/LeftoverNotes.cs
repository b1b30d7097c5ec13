using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Leftovers;

/// <summary>Notes on disk about what is to be removed again, so that it is found when a process was killed before it could.</summary>
internal sealed class LeftoverNotes
{
    private const string Ending = ".json";
    private const int MaxBytes = 16 * 1024;

    // Of nodes that nobody connects to any more.
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    private readonly string _folder;
    private readonly ProcessIdentity _here;

    private LeftoverNotes(string folder, ProcessIdentity here)
    {
        _folder = folder;
        _here = here;
    }

    /// <summary>Whether there may be notes of this user: a look at the folder, and nothing is made.</summary>
    /// <exception cref="IOException">There is no place for them.</exception>
    /// <exception cref="UnauthorizedAccessException"/>
    public static bool MayExist() => DefaultFolder() is var folder && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>The notes of this user.</summary>
    /// <exception cref="IOException">There is no place for them, or not one of this user's alone.</exception>
    /// <exception cref="UnauthorizedAccessException"/>
    public static LeftoverNotes Open() => Open(DefaultFolder());

    /// <inheritdoc cref="Open()"/>
    public static LeftoverNotes Open(string folder)
    {
        MakeFolders(folder);
        if (FileFacts.Of(folder) is { IsPrivateFolder: false })
            throw new IOException(folder);
        return new LeftoverNotes(folder, ProcessIdentity.Current());
    }

    public ProcessIdentity Here => _here;

    public Leftover Begin(LeftoverKind kind) => new(kind, _here, DateTimeOffset.UtcNow);

    /// <summary>Writes the note, and only then may what it is about be made.</summary>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public LeftoverNote Add(Leftover what)
    {
        var note = new LeftoverNote(Path.Combine(_folder, Guid.NewGuid().ToString("N") + Ending), what);
        note.Write(what);
        return note;
    }

    /// <summary>Notes of processes that are gone, except on what a living one uses.</summary>
    public IReadOnlyList<LeftoverNote> Abandoned()
    {
        LeftoverNote[] all = [.. Read()];
        LeftoverNote[] gone = [.. all.Where(note => note.What.Process.IsGone(_here))];
        Leftover[] living = [.. all.Except(gone).Select(note => note.What)];
        foreach (LeftoverNote note in gone.Where(note => note.What.Kind == LeftoverKind.Use || note.What.NotedAt < DateTimeOffset.UtcNow - Age))
            note.Dispose();
        return [.. gone.Where(note => note.What.Kind != LeftoverKind.Use && !living.Any(other => other.Kind != LeftoverKind.Folder && other.IsOfSameExport(note.What)))];
    }

    private IEnumerable<LeftoverNote> Read()
    {
        foreach (string path in Directory.GetFiles(_folder, "*" + Ending))
        {
            string text;
            try
            {
                // Nobody else writes here, and yet what is read leads to a removal.
                if (FileFacts.Of(path) is { IsPrivateFile: false } || new FileInfo(path).Length > MaxBytes)
                    continue;
                text = File.ReadAllText(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile: its owner has cleaned up.
                continue;
            }

            if (LeftoverText.Read(text) is { } what)
                yield return new LeftoverNote(path, what);
        }
    }

    /// <summary>Where programs keep what outlives them and is nobody's document.</summary>
    private static string DefaultFolder()
    {
        string state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") ?? "";
        if (PrivateFolder.IsWindows)
            state = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        else if (!Path.IsPathRooted(state))
            state = Home() is { Length: > 0 } home ? Path.Combine(home, ".local", "state") : "";
        return state.Length > 0 ? Path.Combine(state, "zstack-backup") : throw new ReasonException(ReasonKind.NoFolder, "zstack-backup");
    }

    private static string Home() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static void MakeFolders(string folder)
    {
        if (Directory.Exists(folder))
            return;
        MakeFolders(Path.GetDirectoryName(folder)!);
        try
        {
            PrivateFolder.Make(folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process was faster.
        }
    }
}

/// <summary>One note; gone when it is disposed.</summary>
internal sealed class LeftoverNote : IDisposable
{
    private string _path;

    public LeftoverNote(string path, Leftover what)
    {
        _path = path;
        What = what;
    }

    public Leftover What { get; private set; }

    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public void Write(Leftover what)
    {
        PrivateFile.Write(_path, LeftoverText.Write(what));
        What = what;
    }

    /// <summary>Of several who have found it, one gets it.</summary>
    public bool TryTake(ProcessIdentity taker)
    {
        string mine = Path.Combine(Path.GetDirectoryName(_path)!, Guid.NewGuid().ToString("N") + Path.GetExtension(_path));
        try
        {
            File.Move(_path, mine);
        }
        catch (IOException)
        {
            return false;
        }

        _path = mine;
        // A later one spares it as long as this process lives.
        Write(What with { Process = taker });
        return true;
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What it is about is gone: whoever reads it finds nothing, and tries this again.
        }
    }
}
