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
using ZStack.Backup.Client.Http;

namespace ZStack.Backup.Client.Databases;

/// <summary>Restores a backup into a throw-away server and compares what is there with what the file holds.</summary>
internal sealed class RestoreTest
{
    private const int MostNamed = 5;

    // What is quoted of a statement may be a password.
    private static readonly Regex Quoted = new(@"\b(near|entry|value:?) '.*", RegexOptions.CultureInvariant);

    private readonly BackupTestRequest _request;
    private readonly DumpContent _content;
    private readonly IProgress<ClientEvent>? _events;
    private readonly CancellationToken _stopping;
    private readonly List<BackupTestCheck> _checks = [];

    public RestoreTest(BackupTestRequest request, DumpContent content, IProgress<ClientEvent>? events, CancellationToken stopping)
    {
        _request = request;
        _content = content;
        _events = events;
        _stopping = stopping;
    }

    /// <exception cref="ZStackException">The file cannot be read any more.</exception>
    /// <exception cref="OperationCanceledException">The server is stopped and removed by then.</exception>
    public IReadOnlyList<BackupTestCheck> Run()
    {
        try
        {
            if (ServerPrograms.Find(_request.ServerPath, _stopping, out string missing) is not { } programs)
                return [new(CheckNames.Restore, BackupTestOutcome.Inconclusive, Finding.NoServerProgram, missing)];
            using ThrowAwayServer server = ThrowAwayServer.Start(programs, _request.Timeout, _events, _stopping);
            if (Restore(server, programs) && Query(server, TablesQuery()) is { } tables)
            {
                CompareTables(tables);
                if (Query(server, RowsQuery(tables)) is { } rows)
                    CompareRows(rows);
            }
        }
        catch (BackupFaultException e)
        {
            // The file has changed since it was read.
            _checks.Add(new(e.Check, BackupTestOutcome.Failed, e.Finding, [.. e.Facts]));
        }
        catch (IOException e)
        {
            // Nothing is said about the file by that.
            _checks.Add(new(CheckNames.Restore, BackupTestOutcome.Inconclusive, Finding.ServerDidNotStart, Reason.Why(e, Clean)));
        }

        return _checks;
    }

    private bool Restore(ThrowAwayServer server, ServerPrograms programs)
    {
        using FileStream stream = BackupFile.Open(_request.FullName);
        var meter = new ProgressMeter(_events, ProgressActivity.RestoreBackup, Path.GetFileName(_request.FullName), stream.Length);
        using var file = new RawFile(stream, _request.FullName, hashes: false, sha256: false, meter, _stopping);
        using var gzip = new GzipReader(file);
        using ChildProcess client = server.StartClient();
        int? exit = Feed(client, gzip.Read);
        if (exit == 0)
            return Pass(CheckNames.Restore, Finding.Restored, programs.Version);
        return exit is null
            ? Fail(CheckNames.Restore, Finding.RestoreTooSlow, _request.Timeout.TotalSeconds)
            : Fail(CheckNames.Restore, Finding.RestoreFailed, Clean(client.LastError));
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
        using ChildProcess client = server.StartClient(line => rows.Add(line.Split('\t')));
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
        foreach (Table table in _content.Tables)
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
            .. Differences(_content.Tables.Select(t => t.ToString()), Names(restored, "BASE TABLE"), comparer),
            .. Differences(_content.Views.Select(v => $"{v.Database}.{v.Name}"), Names(restored, "VIEW"), comparer),
        ];
        if (differing.Length == 0)
            Pass(CheckNames.RestoredTables, Finding.RestoredTablesEqual, _content.TableCount, _content.Views.Count);
        else
            Fail(CheckNames.RestoredTables, Finding.RestoredTablesDiffer, Some(differing));
    }

    private void CompareRows(List<string[]> counts)
    {
        Dictionary<int, long> restored = counts.ToDictionary(row => Number(row[0]), row => long.Parse(row[1], CultureInfo.InvariantCulture));
        string[] differing =
        [
            .. _content.Tables
                .Select((table, number) => (Table: table, Rows: restored.TryGetValue(number, out long rows) ? rows : 0))
                .Where(t => t.Rows != t.Table.Rows)
                .Select(t => FormattableString.Invariant($"{t.Table} {t.Table.Rows} -> {t.Rows}")),
        ];
        if (differing.Length == 0)
            Pass(CheckNames.RestoredRows, Finding.RestoredRowsEqual, _content.Rows);
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

    private static string Some(string[] names) => string.Join(", ", names.Take(MostNamed)) + (names.Length > MostNamed ? FormattableString.Invariant($" (+{names.Length - MostNamed})") : "");

    private static string FromHex(string hex) =>
        Encoding.UTF8.GetString([.. Enumerable.Range(0, hex.Length / 2).Select(i => byte.Parse(hex.Substring(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Quote(string name) => "`" + name.Replace("`", "``") + "`";

    private static string Clean(string words) => Redactor.Patterns.Clean(Quoted.Replace(words, "$1 ***"));

    private bool Pass(string name, Finding finding, params object[] facts)
    {
        _checks.Add(new(name, BackupTestOutcome.Passed, finding, facts));
        return true;
    }

    private bool Fail(string name, Finding finding, params object[] facts)
    {
        _checks.Add(new(name, BackupTestOutcome.Failed, finding, facts));
        return false;
    }
}
