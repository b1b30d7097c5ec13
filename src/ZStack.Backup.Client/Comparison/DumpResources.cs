using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Dumps;

namespace ZStack.Backup.Client.Comparison;

/// <summary>Takes the resources out of a dump while it is read: only what is compared, and only what exists.</summary>
internal sealed class DumpResources : IRowSink
{
    private const string Database = "zstack";

    // In front of the fields of the kind.
    private const int UuidField = 0;
    private const int DeletedField = 1;
    private const int CreatedField = 2;
    private const int ChangedField = 3;
    private const int FirstField = 4;

    // Of the table of owners.
    private const int AccountField = 1;
    private const int TypeField = 2;

    private static readonly Regex Names = new(@"^SET\s+NAMES\s+'?(\w+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private static readonly Regex Zone = new(@"^SET\s+TIME_ZONE\s*=\s*(?:'([^']*)'|@)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private static readonly Regex Comment = new(@"^/\*M?!\d*\s*|\s*\*/$", RegexOptions.CultureInvariant);

    private readonly CloudTables _tables;
    private readonly Side _side;
    private readonly Dictionary<string, ResourceTable> _byTable;
    private readonly HashSet<string> _seen = [];
    private Func<ArraySegment<byte>, string> _text = DumpCharset.Reader("utf8")!;
    private TimeSpan? _offset;

    public DumpResources(CloudTables tables, Side side)
    {
        _tables = tables;
        _side = side;
        _byTable = tables.All.ToDictionary(table => table.Schema.Table);
    }

    public bool Wants(string database, string table)
    {
        if (database != Database || !(_byTable.ContainsKey(table) || (table == ResourceSchema.Owners && _tables.Owners is not null)))
            return false;
        _seen.Add(table);
        return true;
    }

    public void Statement(string text)
    {
        text = Comment.Replace(text.Trim(), "");
        if (Names.Match(text) is { Success: true } names)
        {
            _text = DumpCharset.Reader(names.Groups[1].Value)
                ?? throw new ZStackException(ZStackErrorKind.NotComparable, "", Reason.Of(ReasonKind.OtherCharacters, names.Groups[1].Value));
        }
        else if (Zone.Match(text) is { Success: true } zone)
        {
            // A zone by its name, or the server's own, is not known here, and neither are its times then.
            _offset = ServerTimeZone.TryParse(zone.Groups[1].Value) is { ChangesWithSeasons: false, IsKnown: true } known ? known.Rules.BaseUtcOffset : null;
        }
    }

    public void Dropped(string database, string table)
    {
        if (_byTable.TryGetValue(table, out ResourceTable? resources))
            resources.Clear(_side);
        else
            _tables.Owners?.Clear(_side);
    }

    public RowCapture Rows(string database, string table, IReadOnlyList<DumpColumn> columns) =>
        _byTable.TryGetValue(table, out ResourceTable? resources) ? Resources(resources, columns) : Owners(columns);

    /// <summary>The dump has been read whole: what it has no table for is not known.</summary>
    public void End()
    {
        foreach (ResourceTable table in _tables.All.Where(table => !_seen.Contains(table.Schema.Table)))
            _tables.MarkUnknown(table.Schema.Kind, _side, Reason.Of(ReasonKind.NoTable, table.Schema.Table));
    }

    private RowCapture Resources(ResourceTable table, IReadOnlyList<DumpColumn> columns)
    {
        string[] wanted = ["uuid", "deleted", "createDate", "lastOpDate", .. table.Schema.Fields.Select(field => field.Name)];
        int[] fieldOf = [.. columns.Select(column => Array.IndexOf(wanted, column.Name))];
        if (Array.IndexOf(fieldOf, UuidField) < 0)
            _tables.MarkUnknown(table.Schema.Kind, _side, Reason.Of(ReasonKind.NoTable, table.Schema.Table + ".uuid"));
        // Of other types the value is a wall clock, whatever the zone of the dump is.
        bool IsTimestamp(int field) => Array.IndexOf(fieldOf, field) is var column && column >= 0 && columns[column].Type == "timestamp";
        (bool created, bool changed) = (IsTimestamp(CreatedField), IsTimestamp(ChangedField));
        var row = new ResourceRow(table.Schema.Fields.Count);
        for (int i = 0; i < row.IsKnown.Length; i++)
            row.IsKnown[i] = Array.IndexOf(fieldOf, FirstField + i) >= 0;
        return new RowCapture(fieldOf, wanted.Length, capture =>
        {
            if (!capture.TryGet(UuidField, out ArraySegment<byte> uuid) || capture.TryGet(DeletedField, out _))
                return;
            row.Uuid = _text(uuid);
            row.Created = created ? Time(capture, CreatedField) : null;
            row.LastChange = changed ? Time(capture, ChangedField) : null;
            for (int i = 0; i < row.Values.Length; i++)
                row.Values[i] = Text(capture, FirstField + i);
            table.Put(_side, row);
        });
    }

    /// <summary>Older versions have one row for each resource; newer ones also those that it is shared with.</summary>
    private RowCapture Owners(IReadOnlyList<DumpColumn> columns)
    {
        string[] wanted = ["resourceUuid", "accountUuid", "type"];
        int[] fieldOf = [.. columns.Select(column => Array.IndexOf(wanted, column.Name))];
        return new RowCapture(fieldOf, wanted.Length, capture =>
        {
            bool isOwner = Text(capture, TypeField) is null or "Own";
            if (isOwner && Text(capture, UuidField) is { } resource && Text(capture, AccountField) is { } account)
                _tables.Owners!.Put(_side, resource, account);
        });
    }

    private string? Text(RowCapture capture, int field) => capture.TryGet(field, out ArraySegment<byte> value) ? _text(value) : null;

    /// <remarks>Twice for every row: the framework's own way would take half of the time of all that is compared.</remarks>
    private DateTimeOffset? Time(RowCapture capture, int field)
    {
        // yyyy-MM-dd HH:mm:ss; fractions of a second say nothing here.
        if (_offset is not { } offset || !capture.TryGet(field, out ArraySegment<byte> text) || text.Count < 19)
            return null;
        (int year, int month, int day) = (Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
        (int hour, int minute, int second) = (Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2));
        bool isTime = year is > 1 and < 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60;
        return isTime ? new DateTimeOffset(year, month, day, hour, minute, second, offset) : null;
    }

    /// <returns>-1 when there is something else.</returns>
    private static int Number(ArraySegment<byte> text, int at, int digits)
    {
        int number = 0;
        for (int i = text.Offset + at; i < text.Offset + at + digits; i++)
        {
            int digit = text.Array![i] - '0';
            if (digit is < 0 or > 9)
                return -1;
            number = (number * 10) + digit;
        }

        return number;
    }
}
