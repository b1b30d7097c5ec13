using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Databases;

/// <summary>A database server of our own: empty, in a folder that only this user can enter, and without network.</summary>
/// <remarks>Reads no configuration, so it cannot meet the data, socket or port of a server that runs here. Gone after <see cref="Dispose"/>.</remarks>
internal sealed class ThrowAwayServer : IDisposable
{
    private const string BiggestPacket = "--max-allowed-packet=256M";

    /// <summary>Who loads and reads a dump.</summary>
    private const string Loader = "loader";

    /// <summary>All that the dump of a node needs; no GRANT OPTION, no EVENT, and nothing outside of its databases.</summary>
    private const string Rights = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, LOCK TABLES, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EXECUTE";

    // MySQL up to 5.6 knows some of it only in other words; nothing rests on these alone.
    private const string Lock = "DROP USER 'mysql'@'localhost';\nDELETE FROM mysql.user WHERE User = '';\nFLUSH PRIVILEGES;\n";
    private const int PollMilliseconds = 100;

    private readonly PrivateFolder _folder = new();
    private readonly ServerPrograms _programs;
    private readonly IProgress<ClientEvent>? _events;
    private readonly ProcessGuard _leash;
    private readonly ServerAccount? _account = ServerAccount.Find();
    private ChildProcess? _server;

    private ThrowAwayServer(ServerPrograms programs, IProgress<ClientEvent>? events)
    {
        _programs = programs;
        _events = events;
        _leash = new ProcessGuard(_folder);
    }

    /// <summary>Databases of a node, in the order in which its own restore loads them.</summary>
    public static IReadOnlyList<string> Databases { get; } = ["zstack", "zstack_rest", "zstack_ui", "zstack_mini"];

    /// <summary>The account owns all that it makes.</summary>
    public static byte[] Definer { get; } = Encoding.ASCII.GetBytes($"DEFINER=`{Loader}`@`localhost`");

    /// <exception cref="IOException">It does not start; the message says why.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static ThrowAwayServer Start(ServerPrograms programs, TimeSpan timeout, IProgress<ClientEvent>? events, CancellationToken stopping)
    {
        var server = new ThrowAwayServer(programs, events);
        try
        {
            events?.Report(new ClientEvent(ClientEventKind.DatabaseServerStarting, programs.Version, server._folder.Path));
            server.MakeData(timeout, stopping);
            server.Start(timeout, stopping);
            server.MakeAccount(timeout, stopping);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>What the server said last.</summary>
    public string Errors => _server!.Errors;

    /// <summary>A client that executes what it reads, with rights on the databases of a node only.</summary>
    /// <param name="database">The current one at first.</param>
    public ChildProcess StartClient(string? database, Action<string>? output = null) =>
        StartClient(Loader, database is null ? [] : [database], output);

    public void Dispose()
    {
        // The data is thrown away, so the server need not write it.
        _server?.Dispose();
        _leash.Release();
        _folder.Dispose();
        _leash.Dispose();
        _events?.Report(new ClientEvent(ClientEventKind.DatabaseServerRemoved, _folder.Path));
    }

    /// <remarks>
    /// <c>--binary-mode</c> leaves bytes as they are, and takes the client's own commands away: a file that was tampered
    /// with could run programs by them. <c>--quick</c> keeps no answer in memory.
    /// </remarks>
    private ChildProcess StartClient(string user, string[] more, Action<string>? output = null) =>
        ServerAccount.Start(_account, _programs.Client, ["--no-defaults", .. Connection(), "--user=" + user, "--binary-mode", "--batch", "--quick", "--skip-column-names", "--local-infile=0", "--default-character-set=utf8mb4", BiggestPacket, .. more], output);

    private void MakeAccount(TimeSpan timeout, CancellationToken stopping)
    {
        string databases = string.Concat(Databases.Select(d => $"CREATE DATABASE `{d}`;\n"));
        string grants = string.Concat(Databases.Select(d => $"GRANT {Rights} ON `{d}`.* TO '{Loader}'@'localhost';\n"));
        Administer(databases + $"CREATE USER '{Loader}'@'localhost';\n" + grants, [], timeout, stopping);
        // Also nobody else may come in without a password, should a statement find a way to connect.
        Administer(Lock + $"ALTER USER 'root'@'localhost' IDENTIFIED BY '{Guid.NewGuid():N}';\n", ["--force"], timeout, stopping);
    }

    private void Administer(string statements, string[] options, TimeSpan timeout, CancellationToken stopping)
    {
        using ChildProcess client = StartClient("root", options);
        byte[] bytes = Encoding.ASCII.GetBytes(statements);
        client.Input.Write(bytes, 0, bytes.Length);
        client.Input.Dispose();
        if (client.WaitForExit(timeout, stopping) != 0 && options.Length == 0)
            throw new IOException(client.Errors);
    }

    private string[] Connection() => PrivateFolder.IsWindows
        ? ["--protocol=pipe", "--socket=" + Path.GetFileName(_folder.Path)]
        : ["--protocol=socket", "--socket=" + _folder.Combine("s")];

    private ChildProcess Run(string program, IEnumerable<string> arguments) => ServerAccount.Start(_account, program, arguments);

    private string Folder(string name)
    {
        string path = _folder.CreateFolder(name);
        _account?.Give(path);
        return path;
    }

    private void MakeData(TimeSpan timeout, CancellationToken stopping)
    {
        _account?.Give(_folder.Path);
        string data = "--datadir=" + _folder.Combine("data");
        // A server that starts removes temporary tables of others from a folder that they share.
        string temporary = "--tmpdir=" + Folder("tmp");
        using ChildProcess maker = (_programs.IsMariaDb, PrivateFolder.IsWindows) switch
        {
            (true, true) => Run(_programs.Installer!, [data]),
            (true, false) => Run(_programs.Installer!, ["--no-defaults", data, temporary, "--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db", .. BaseFolder(), .. ServerAccount.ServerOptions(_account)]),
            _ => Run(_programs.Server, ["--no-defaults", "--initialize-insecure", data, temporary, .. ServerAccount.ServerOptions(_account)]),
        };
        if (maker.WaitForExit(timeout, stopping) != 0)
            throw new ReasonException(ReasonKind.NoDataFolder, maker.Errors);
    }

    /// <summary>An installer that was unpacked beside the programs must be told where they are.</summary>
    private IEnumerable<string> BaseFolder()
    {
        DirectoryInfo? parent = Directory.GetParent(Path.GetDirectoryName(Path.GetFullPath(_programs.Installer!))!);
        return Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(_programs.Installer!))) == "scripts" && parent is not null ? ["--basedir=" + parent.FullName] : [];
    }

    private void Start(TimeSpan timeout, CancellationToken stopping)
    {
        List<string> options =
        [
            "--no-defaults",
            "--datadir=" + _folder.Combine("data"),
            "--tmpdir=" + _folder.Combine("tmp"),
            "--pid-file=" + _folder.Combine("pid"),
            "--skip-networking",
            "--skip-log-bin",
            "--skip-name-resolve",
            BiggestPacket,
            "--event-scheduler=DISABLED",
            "--loose-skip-slave-start",
            "--loose-skip-symbolic-links",
            // Statements of a file can neither read nor write files of this machine, nor load code.
            "--secure-file-priv=" + Folder("files"),
            "--plugin-dir=" + (PrivateFolder.IsWindows ? _folder.Combine("none") : "/dev/null"),
            "--local-infile=0",
            // Nothing here has to survive a crash.
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            .. ServerAccount.ServerOptions(_account),
        ];
        options.AddRange(PrivateFolder.IsWindows ? ["--enable-named-pipe", "--socket=" + Path.GetFileName(_folder.Path)] : ["--socket=" + _folder.Combine("s")]);
        _server = Run(_programs.Server, options);
        _leash.Watch(_server);
        var watch = Stopwatch.StartNew();
        while (!Answers(timeout, stopping))
        {
            if (_server.HasExited)
                throw new IOException(_server.Errors);
            if (watch.Elapsed > timeout)
                throw new ReasonException(ReasonKind.ServerSilent, timeout.TotalSeconds, _server.Errors);
            stopping.WaitHandle.WaitOne(PollMilliseconds);
            stopping.ThrowIfCancellationRequested();
        }
    }

    private bool Answers(TimeSpan timeout, CancellationToken stopping)
    {
        if (!PrivateFolder.IsWindows && !File.Exists(_folder.Combine("s")))
            return false;
        using ChildProcess client = StartClient("root", []);
        client.Input.Dispose();
        return client.WaitForExit(timeout, stopping) == 0;
    }
}
