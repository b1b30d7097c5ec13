using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Processes;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Databases;

/// <summary>Restores a backup into a throw-away server and compares what is there with what the file holds.</summary>
internal sealed class RestoreTest
{
    private const int MaxNamed = 5;

    // What is quoted of a statement may be a password.
    private static readonly Regex Quoted = new(@"\b(near|entry|value:?) '.*", RegexOptions.CultureInvariant);

    private readonly BackupTestRequest _request;
    private readonly DumpReader _dump;
    private readonly DumpContent _content;
    private readonly List<BackupTestPhase> _phases;
    private readonly IProgress<ClientEvent>? _events;
    private readonly CancellationToken _stopping;
    private readonly List<BackupTestCheck> _checks = [];

    /// <param name="phases">Gets the times that its parts took.</param>
    public RestoreTest(BackupTestRequest request, DumpReader dump, List<BackupTestPhase> phases, IProgress<ClientEvent>? events, CancellationToken stopping)
    {
        _request = request;
        _dump = dump;
        _content = dump.Content;
        _phases = phases;
        _events = events;
        _stopping = stopping;
    }

    /// <summary>Of the database server; <c>null</c> when there is none.</summary>
    public string? ServerVersion { get; private set; }

    /// <exception cref="ZStackException">The file cannot be read any more.</exception>
    /// <exception cref="OperationCanceledException">The server is stopped and removed by then.</exception>
    public IReadOnlyList<BackupTestCheck> Run()
    {
        try
        {
            if (ServerPrograms.Find(_request.ServerPath, _stopping, out string missing) is not { } programs)
                return [new(CheckNames.Restore, CheckOutcome.Unknown, Finding.NoServerProgram, missing)];
            ServerVersion = programs.Version;
            using ThrowAwayServer server = Timed("start", () => ThrowAwayServer.Start(programs, _request.Timeout, _events, _stopping));
            if (Timed("load", () => Restore(server, programs)))
                Timed("count", () => Compare(server));
        }
        catch (BackupFaultException e)
        {
            // The file has changed since it was read.
            _checks.Add(new(e.Check, CheckOutcome.Failed, e.Found));
        }
        catch (IOException e)
        {
            // Nothing is said about the file by that.
            _checks.Add(new(CheckNames.Restore, CheckOutcome.Unknown, Finding.ServerDidNotStart, Reason.Why(e, Clean)));
        }

        return _checks;
    }

    private T Timed<T>(string phase, Func<T> part)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return part();
        }
        finally
        {
            _phases.Add(new BackupTestPhase(phase, watch.Elapsed.TotalSeconds));
        }
    }

    /// <summary>As the node's own restore does it: the whole text once for each database, changed by its filters.</summary>
    private bool Restore(ThrowAwayServer server, ServerPrograms programs)
    {
        foreach (string database in Restored())
        {
            using FileStream stream = BackupFile.Open(_request.FullName);
            var meter = new ProgressMeter(_events, ProgressActivity.RestoreBackup, Path.GetFileName(_request.FullName), stream.Length);
            using var file = new RawFile(stream, _request.FullName, hashes: false, meter, _stopping);
            using var gzip = new GzipReader(file);
            var text = new EditedText(gzip.Read, _dump, database, ThrowAwayServer.Definer);
            using ChildProcess client = server.StartClient(database);
            int? exit = Feed(client, text.Read);
            if (exit is null)
                return Fail(CheckNames.Restore, Finding.RestoreTooSlow, _request.Timeout.TotalSeconds);
            if (exit != 0)
                return Fail(CheckNames.Restore, Finding.RestoreFailed, Clean(client.LastError));
        }

        return _dump.Restricted.Count == 0
            ? Pass(CheckNames.Restore, Finding.Restored, programs.Version)
            : Pass(CheckNames.Restore, Finding.RestoredWithout, programs.Version, _dump.Restricted.Count);
    }

    /// <summary>Others of the file are left alone by the node, too.</summary>
    private IEnumerable<string> Restored() => ThrowAwayServer.Databases.Where(name => _content.Databases.Contains(name));

    private IEnumerable<Table> Tables() => _content.Tables.Where(t => ThrowAwayServer.Databases.Contains(t.Database));

    private (string Database, string Name)[] Views() => [.. _content.Views.Where(v => ThrowAwayServer.Databases.Contains(v.Database)).OrderBy(v => v.Name, StringComparer.Ordinal)];

    private bool Compare(ThrowAwayServer server)
    {
        if (Query(server, TablesQuery()) is not { } tables)
            return false;
        CompareTables(tables);
        if (Query(server, RowsQuery(tables)) is not { } rows)
            return false;
        CompareRows(rows);
        return SelectFromViews(server, tables);
    }

    private bool SelectFromViews(ThrowAwayServer server, List<string[]> restored)
    {
        var there = new HashSet<string>(Names(restored, "VIEW"), Comparer(restored));
        (string Database, string Name)[] views = [.. Views().Where(v => there.Contains($"{v.Database}.{v.Name}"))];
        string query = string.Concat(views.Select(v => $"SELECT COUNT(*) FROM (SELECT * FROM {Quote(v.Database)}.{Quote(v.Name)} LIMIT 1) AS one;\n"));
        int read = 0;
        using ChildProcess client = server.StartClient(null, _ => read++);
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(query));
        int? exit = Feed(client, text.Read);
        if (exit is null)
            return Fail(CheckNames.RestoredTables, Finding.RestoreTooSlow, _request.Timeout.TotalSeconds);
        (string database, string name) = views.ElementAtOrDefault(read);
        return exit == 0 || Fail(CheckNames.RestoredTables, Finding.RestoredViewBroken, $"{database}.{name}", Clean(client.LastError));
    }

    /// <returns>The client's exit code; <c>null</c> when it took nothing for too long.</returns>
    private int? Feed(ChildProcess client, Func<byte[], int, int, int> read)
    {
        // A write to a client that waits for its server cannot be cancelled, but ends with the client. Not killed by who
        // cancels: to find what it has started takes long on a busy machine, and the prompt must come back.
        using CancellationTokenRegistration killed = _stopping.Register(() => Task.Run(client.Kill));
        var clock = Stopwatch.StartNew();
        long progress = 0;
        bool isSlow = false;
        using var watchdog = new Timer(
            _ =>
            {
                isSlow = clock.ElapsedMilliseconds - Interlocked.Read(ref progress) > _request.Timeout.TotalMilliseconds;
                if (isSlow)
                    client.Kill();
            },
            null,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int length;
            while ((length = read(buffer, 0, buffer.Length)) > 0)
            {
                client.Input.Write(buffer, 0, length);
                Interlocked.Exchange(ref progress, clock.ElapsedMilliseconds);
            }

            client.Input.Dispose();
        }
        catch (IOException)
        {
            // The client has ended; it says why.
        }

        int? exit = client.WaitForExit(_request.Timeout, _stopping);
        return isSlow ? null : exit;
    }

    /// <summary>Lines that the server answers.</summary>
    /// <returns><c>null</c> after a failure, which is added to the checks.</returns>
    private List<string[]>? Query(ThrowAwayServer server, string query)
    {
        var rows = new List<string[]>();
        using ChildProcess client = server.StartClient(null, line => rows.Add(line.Split('\t')));
        byte[] bytes = Encoding.UTF8.GetBytes(query);
        using var text = new MemoryStream(bytes);
        int? exit = Feed(client, text.Read);
        if (exit == 0)
            return rows;
        _ = exit is null
            ? Fail(CheckNames.RestoredTables, Finding.RestoreTooSlow, _request.Timeout.TotalSeconds)
            : Fail(CheckNames.RestoredTables, Finding.RestoreFailed, Clean(client.LastError));
        return null;
    }

    // Names as hex: they may hold what would end a line or a column of the answer.
    private static string TablesQuery() =>
        "SELECT HEX(CONVERT(table_schema USING utf8)), HEX(CONVERT(table_name USING utf8)), table_type, @@lower_case_table_names FROM information_schema.tables WHERE table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys');\n";

    private string RowsQuery(List<string[]> restored)
    {
        var there = new HashSet<string>(Names(restored, "BASE TABLE"), Comparer(restored));
        var query = new StringBuilder();
        int number = 0;
        foreach (Table table in Tables())
        {
            if (there.Contains(table.ToString()))
                query.Append("SELECT ").Append(number).Append(", COUNT(*) FROM ").Append(Quote(table.Database)).Append('.').Append(Quote(table.Name)).Append(";\n");
            number++;
        }

        return query.ToString();
    }

    private void CompareTables(List<string[]> restored)
    {
        StringComparer comparer = Comparer(restored);
        string[] differing =
        [
            .. Differences(Tables().Select(t => t.ToString()), Names(restored, "BASE TABLE"), comparer),
            .. Differences(Views().Select(v => $"{v.Database}.{v.Name}"), Names(restored, "VIEW"), comparer),
        ];
        if (differing.Length == 0)
            Pass(CheckNames.RestoredTables, Finding.RestoredTablesEqual, Tables().Count(), Views().Length);
        else
            Fail(CheckNames.RestoredTables, Finding.RestoredTablesDiffer, Some(differing));
    }

    private void CompareRows(List<string[]> counts)
    {
        Dictionary<int, long> restored = counts.ToDictionary(row => Number(row[0]), row => long.Parse(row[1], CultureInfo.InvariantCulture));
        string[] differing =
        [
            .. Tables()
                .Select((table, number) => (Table: table, Rows: restored.TryGetValue(number, out long rows) ? rows : 0))
                .Where(t => t.Rows != t.Table.Rows)
                .Select(t => FormattableString.Invariant($"{t.Table} {t.Table.Rows} -> {t.Rows}")),
        ];
        if (differing.Length == 0)
            Pass(CheckNames.RestoredRows, Finding.RestoredRowsEqual, Tables().Sum(t => t.Rows));
        else
            Fail(CheckNames.RestoredRows, Finding.RestoredRowsDiffer, Some(differing));
    }

    private static IEnumerable<string> Differences(IEnumerable<string> expected, IEnumerable<string> found, StringComparer comparer)
    {
        var there = new HashSet<string>(found, comparer);
        there.SymmetricExceptWith(expected);
        return there.OrderBy(name => name, StringComparer.Ordinal);
    }

    /// <summary>A server on Windows makes all names lower case, one on macOS takes either for the same.</summary>
    private static StringComparer Comparer(List<string[]> tables) => tables.TrueForAll(row => row[3] == "0") ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    private static IEnumerable<string> Names(List<string[]> tables, string type) => tables.Where(row => row[2] == type).Select(row => $"{FromHex(row[0])}.{FromHex(row[1])}");

    private static string Some(string[] names) => string.Join(", ", names.Take(MaxNamed)) + (names.Length > MaxNamed ? FormattableString.Invariant($" (+{names.Length - MaxNamed})") : "");

    private static string FromHex(string hex) =>
        Encoding.UTF8.GetString([.. Enumerable.Range(0, hex.Length / 2).Select(i => byte.Parse(hex.Substring(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Quote(string name) => "`" + name.Replace("`", "``") + "`";

    private static string Clean(string words) => Redactor.Patterns.Clean(Quoted.Replace(words, "$1 ***"));

    private bool Pass(string name, Finding finding, params object[] facts)
    {
        _checks.Add(new(name, CheckOutcome.Passed, finding, facts));
        return true;
    }

    private bool Fail(string name, Finding finding, params object[] facts)
    {
        _checks.Add(new(name, CheckOutcome.Failed, finding, facts));
        return false;
    }
}
