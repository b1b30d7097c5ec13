using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Downloads;

/// <summary>The names that saving a backup takes: its own, its manifest's, and while it is under way those of its part and of the note on that.</summary>
public static class SaveNames
{
    internal static string PartOf(string path) => path + ".partial";

    internal static string NoteOf(string path) => BackupManifest.PathFor(PartOf(path));

    /// <summary>Names for a part and its note that nobody can have taken.</summary>
    internal static (string Part, string Note) Unforeseen(string path)
    {
        string part = PartOf(path + "." + Guid.NewGuid().ToString("N"));
        return (part, BackupManifest.PathFor(part));
    }

    /// <summary>The names that stay.</summary>
    public static IEnumerable<string> Final(string path) => [path, BackupManifest.PathFor(path)];

    /// <summary>All names that a download takes: those that stay, and those of the part and its note.</summary>
    public static IEnumerable<string> All(string path) => [.. Final(path), PartOf(path), NoteOf(path)];

    /// <summary>The first of these names that a file has which is not a part of an earlier call.</summary>
    /// <returns><c>null</c> when nothing would be overwritten.</returns>
    public static string? Taken(string path)
    {
        string part = PartOf(path);
        string note = NoteOf(path);
        // Only a note tells that a part is ours. Where there is none, ours is empty: the note is written first.
        bool isOurs = RemoteFile.ReadNote(note) is not null;
        return Final(path).FirstOrDefault(File.Exists)
            ?? (isOurs ? null : File.Exists(note) ? note : File.Exists(part) && new FileInfo(part).Length > 0 ? part : null);
    }
}
