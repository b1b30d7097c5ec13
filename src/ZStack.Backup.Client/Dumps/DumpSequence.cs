using System;
using System.Collections.Generic;
using System.Globalization;

namespace ZStack.Backup.Client.Dumps;

/// <summary>The dumps of one file, each between its header and its closing line.</summary>
/// <remarks>The last line alone proves nothing: a dump in the middle can break off before a whole last one.</remarks>
internal sealed class DumpSequence
{
    /// <summary>Structure; structure and rows; user interface. A file that was appended to has more.</summary>
    public const int Expected = 3;

    private const string Closing = "-- Dump completed";
    private const string ServerVersionLine = "-- Server version\t";

    // The hour is padded with a blank, hence two in front of it.
    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd  H:mm:ss"];

    private readonly List<DumpPart> _parts = [];
    private bool _open;
    private Place? _behind;

    public IReadOnlyList<DumpPart> Parts => _parts;

    /// <summary>The dump that statements belong to, <c>null</c> between two.</summary>
    public DumpPart? Current => _open ? _parts[_parts.Count - 1] : null;

    /// <summary>When the first dump was complete.</summary>
    public DateTime? Started => _parts.Count > 0 ? _parts[0].Completed : null;

    /// <summary>When the last dump was complete.</summary>
    public DateTime? Completed => _parts.Count > 0 ? _parts[_parts.Count - 1].Completed : null;

    /// <summary>A line comment between statements.</summary>
    /// <exception cref="BackupFaultException"/>
    public void Note(string line, bool ended, Place at)
    {
        if (line.StartsWith("-- MariaDB dump ", StringComparison.Ordinal) || line.StartsWith("-- MySQL dump ", StringComparison.Ordinal))
            Open(line, at);
        else if (line.StartsWith(ServerVersionLine, StringComparison.Ordinal) && Current is { } part)
            part.ServerVersion ??= line.Substring(ServerVersionLine.Length).Trim();
        else if (line.StartsWith(Closing, StringComparison.Ordinal))
            Close(line, ended, at);
    }

    public void NoteStatement(Place at)
    {
        if (!_open)
            _behind ??= at;
    }

    /// <summary>The text has ended.</summary>
    /// <exception cref="BackupFaultException"/>
    public void End(Place at)
    {
        if (_open)
            throw Fault(Finding.LastDumpBrokeOff, _parts.Count, at.Line, at.Offset);
        if (_parts.Count < Expected)
            throw Fault(Finding.DumpsMissing, _parts.Count, Expected);
        // What is appended to a backup stands before the last dump.
        if (_behind is { } place)
            throw Fault(Finding.TextBehindLastDump, place.Line, place.Offset);
    }

    public BackupFaultException BrokeOff(Place next) => Fault(Finding.DumpBrokeOff, _parts.Count, next.Line, next.Offset);

    private void Open(string line, Place at)
    {
        if (_open)
            throw BrokeOff(at);
        _parts.Add(new DumpPart(line.Substring(3).Trim()));
        _open = true;
        _behind = null;
    }

    private void Close(string line, bool ended, Place at)
    {
        if (Current is not { } part)
            throw Fault(Finding.ClosingLineAlone, at.Line, at.Offset);
        string rest = line.Substring(Closing.Length).TrimEnd();
        DateTime time = default;
        bool hasTime = rest.StartsWith(" on ", StringComparison.Ordinal)
            && DateTime.TryParseExact(rest.Substring(4), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
        // Without a time with --skip-dump-date.
        if (!ended || (rest.Length > 0 && !hasTime))
            throw Fault(Finding.ClosingLineBroken, at.Line, at.Offset);
        part.Completed = hasTime ? time : null;
        _open = false;
    }

    private static BackupFaultException Fault(Finding finding, params object[] facts) => new(CheckNames.Dumps, finding, facts);
}

/// <summary>One dump of the file.</summary>
internal sealed class DumpPart
{
    public DumpPart(string header) => Header = header;

    /// <summary>Program and version that made it.</summary>
    public string Header { get; }

    public string? ServerVersion { get; set; }

    /// <summary>By the clock of the node, which says no zone.</summary>
    public DateTime? Completed { get; set; }

    /// <summary>Databases that it creates or uses.</summary>
    public HashSet<string> Databases { get; } = [];
}
