using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Dumps;

/// <summary>What a restore of the statements read so far would leave behind.</summary>
internal sealed class DumpContent
{
    /// <summary>Far more than any product has; a hostile file must not fill the memory with names.</summary>
    private const int MaxTables = 100_000;

    private static readonly string[] OfTheServer = ["mysql", "information_schema", "performance_schema", "sys"];

    private readonly Dictionary<(string Database, string Name), Table> _tables = [];
    private readonly HashSet<(string Database, string Name)> _views = [];
    private readonly Dictionary<(string Database, string Name), Place> _lost = [];
    private readonly List<string> _databases = [];
    private readonly IRowSink? _sink;
    private string? _current;

    /// <param name="sink">Told of tables that go; its tables keep their columns.</param>
    public DumpContent(IRowSink? sink = null) => _sink = sink;

    /// <summary>In the order of their creation.</summary>
    public IReadOnlyList<string> Databases => _databases;

    /// <summary>By database and name.</summary>
    public IEnumerable<Table> Tables => _tables.Values.OrderBy(t => t.Database, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal);

    public int TableCount => _tables.Count;

    public IReadOnlyCollection<(string Database, string Name)> Views => _views;

    public long Rows => _tables.Values.Sum(t => t.Rows);

    /// <summary>The first table that had rows and has none in the end, and where it lost them: the dumps are out of order.</summary>
    public (Place At, string Table)? Emptied
    {
        get
        {
            foreach (var lost in _lost.OrderBy(l => l.Value.Offset))
            {
                if (Find(lost.Key.Database, lost.Key.Name) is not { Rows: > 0 })
                    return (lost.Value, $"{lost.Key.Database}.{lost.Key.Name}");
            }

            return null;
        }
    }

    /// <summary>Highest version of <c>schema_version</c>.</summary>
    public ProductVersion? Version { get; private set; }

    public Table? Find(string database, string name) => _tables.TryGetValue((database, name), out Table? table) ? table : null;

    public void CreateDatabase(string name, Place at)
    {
        if (_databases.Contains(name))
            return;
        if (_databases.Count >= MaxTables)
            throw SqlText.Fault(Finding.TooManyTables, at, MaxTables);
        _databases.Add(name);
    }

    public void DropDatabase(string name, Place at)
    {
        _databases.Remove(name);
        foreach (var key in _tables.Keys.Where(k => k.Database == name).ToArray())
            Remove(key, at);
        _views.RemoveWhere(v => v.Database == name);
    }

    public void Use(string name, Place at)
    {
        Require(name, at);
        _current = name;
    }

    /// <summary>Structure comes twice and its second time makes the table anew, without rows.</summary>
    public Table CreateTable(QualifiedName name, Place at)
    {
        if (_tables.Count + _views.Count >= MaxTables)
            throw SqlText.Fault(Finding.TooManyTables, at, MaxTables);
        var table = new Table(DatabaseOf(name, at), name.Name);
        if (_sink?.Wants(table.Database, table.Name) == true)
            table.Wanted = [];
        Remove((table.Database, table.Name), at);
        _tables[(table.Database, table.Name)] = table;
        return table;
    }

    public void CreateView(QualifiedName name, Place at)
    {
        if (_tables.Count + _views.Count >= MaxTables)
            throw SqlText.Fault(Finding.TooManyTables, at, MaxTables);
        _views.Add((DatabaseOf(name, at), name.Name));
    }

    public void DropTable(QualifiedName name, Place at) => Remove((DatabaseOf(name, at), name.Name), at);

    public void DropView(QualifiedName name, Place at) => _views.Remove((DatabaseOf(name, at), name.Name));

    /// <exception cref="BackupFaultException"><see cref="Finding.RowsWithoutTable"/></exception>
    public Table TableFor(QualifiedName name, Place at)
    {
        string database = DatabaseOf(name, at);
        return Find(database, name.Name) ?? throw SqlText.Fault(Finding.RowsWithoutTable, at, $"{database}.{name.Name}");
    }

    public void NoteVersion(string? text)
    {
        if (ProductVersion.TryParse(text) is { } version && (Version is null || version.CompareTo(Version) > 0))
            Version = version;
    }

    private void Remove((string Database, string Name) key, Place at)
    {
        if (!_tables.TryGetValue(key, out Table? table))
            return;
        if (table.Rows > 0 && _lost.Count < MaxTables && !_lost.ContainsKey(key))
            _lost.Add(key, at);
        if (table is { Rows: > 0, Wanted: not null })
            _sink!.Dropped(key.Database, key.Name);
        _tables.Remove(key);
    }

    private string DatabaseOf(QualifiedName name, Place at)
    {
        string? database = name.Database ?? _current;
        Require(database, at);
        return database!;
    }

    private void Require(string? database, Place at)
    {
        if (database is null || (!_databases.Contains(database) && !OfTheServer.Contains(database)))
            throw SqlText.Fault(Finding.NoSuchDatabase, at, database ?? "");
    }
}

/// <summary>A table of the dump.</summary>
internal sealed class Table
{
    public Table(string database, string name)
    {
        Database = database;
        Name = name;
    }

    public string Database { get; }

    public string Name { get; }

    /// <summary>0 when its structure does not say.</summary>
    public int Columns { get; set; }

    /// <summary>Which column holds the product version, from 1; 0 in all tables but one.</summary>
    public int VersionColumn { get; set; }

    public long Rows { get; set; }

    /// <summary>Its columns, where somebody wants values of it; else <c>null</c>.</summary>
    public List<DumpColumn>? Wanted { get; set; }

    public override string ToString() => $"{Database}.{Name}";
}

/// <summary>A name with or without its database in front.</summary>
internal readonly struct QualifiedName
{
    public QualifiedName(string? database, string name)
    {
        Database = database;
        Name = name;
    }

    public string? Database { get; }

    public string Name { get; }
}
