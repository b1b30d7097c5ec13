using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace ZStack.Backup.Client.Databases;

/// <summary>A database server of our own: empty, in a folder that only this user can enter, and without network.</summary>
/// <remarks>Reads no configuration, so it cannot meet the data, socket or port of a server that runs here. Gone after <see cref="Dispose"/>.</remarks>
internal sealed class ThrowAwayServer : IDisposable
{
    private const string BiggestPacket = "--max-allowed-packet=1G";
    private const int PollMilliseconds = 100;

    private readonly PrivateFolder _folder = new();
    private readonly ServerPrograms _programs;
    private readonly IProgress<ClientEvent>? _events;
    private readonly Leash _leash;
    private ChildProcess? _server;

    private ThrowAwayServer(ServerPrograms programs, IProgress<ClientEvent>? events)
    {
        _programs = programs;
        _events = events;
        _leash = new Leash(_folder);
    }

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
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A client that executes what it reads.</summary>
    /// <remarks>
    /// <c>--binary-mode</c> leaves bytes as they are, and takes the client's own commands away: a file that was tampered
    /// with could run programs by them.
    /// </remarks>
    public ChildProcess StartClient(Action<string>? output = null) =>
        new(_programs.Client, ["--no-defaults", .. Connection(), "--user=root", "--binary-mode", "--batch", "--skip-column-names", "--default-character-set=utf8mb4", BiggestPacket], output);

    public void Dispose()
    {
        // The data is thrown away, so the server need not write it.
        _server?.Dispose();
        File.Delete(_folder.Combine(Leash.PidFile));
        _folder.Dispose();
        _leash.Dispose();
        _events?.Report(new ClientEvent(ClientEventKind.DatabaseServerRemoved, _folder.Path));
    }

    private static string[] AsRoot() => PrivateFolder.IsRoot ? ["--user=root"] : [];

    private string[] Connection() => PrivateFolder.IsWindows
        ? ["--protocol=pipe", "--socket=" + Path.GetFileName(_folder.Path)]
        : ["--protocol=socket", "--socket=" + _folder.Combine("s")];

    private void MakeData(TimeSpan timeout, CancellationToken stopping)
    {
        string data = "--datadir=" + _folder.Combine("data");
        using ChildProcess maker = (_programs.IsMariaDb, PrivateFolder.IsWindows) switch
        {
            (true, true) => new(_programs.Installer!, [data]),
            (true, false) => new(_programs.Installer!, ["--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db", .. BaseFolder(), .. AsRoot()]),
            _ => new(_programs.Server, ["--no-defaults", "--initialize-insecure", data, .. AsRoot()]),
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
            "--tmpdir=" + _folder.CreateFolder("tmp"),
            "--pid-file=" + _folder.Combine(Leash.PidFile),
            "--skip-networking",
            "--skip-log-bin",
            "--skip-name-resolve",
            BiggestPacket,
            // Statements of a file can neither read nor write files of this machine, nor load code.
            "--secure-file-priv=" + _folder.CreateFolder("files"),
            "--plugin-dir=" + _folder.CreateFolder("plugins"),
            "--local-infile=0",
            // Nothing here has to survive a crash.
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            .. AsRoot(),
        ];
        options.AddRange(PrivateFolder.IsWindows ? ["--enable-named-pipe", "--socket=" + Path.GetFileName(_folder.Path)] : ["--socket=" + _folder.Combine("s")]);
        _server = new ChildProcess(_programs.Server, options);
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
        using ChildProcess client = StartClient();
        client.Input.Dispose();
        return client.WaitForExit(timeout, stopping) == 0;
    }
}
