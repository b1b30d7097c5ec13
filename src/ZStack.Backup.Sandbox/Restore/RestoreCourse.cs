using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Node;

namespace ZStack.Backup.Sandbox.Restore;

/// <summary>What happens after the answer: work, outage, another database, return: docs/zstack-api.md section 10.</summary>
internal sealed class RestoreCourse
{
    private const int WorkLines = 12;

    private readonly NodeContext _node;
    private readonly RestoreOptions _options;
    private readonly LogServer? _log;
    private readonly Action<Func<RestoreInfo, RestoreInfo>> _change;
    private readonly RestoreInfo _info;

    /// <summary>The log can be read before anybody knows its port.</summary>
    public RestoreCourse(NodeContext node, RestoreInfo info)
    {
        _node = node;
        _options = node.Restore;
        _log = _options.Log is LogAccess.Plain or LogAccess.Tls
            ? LogServer.Open(_options.Log == LogAccess.Tls ? node.LogCertificate : null, _options.OddFrames, node.Log.AddProblem, node.Ends)
            : null;
        LogPort = _options.Log switch
        {
            LogAccess.Absent => 0,
            LogAccess.Blocked => FreePort(),
            _ => _log!.Port,
        };
        _info = info with { LogPort = LogPort };
        _change = node.AddRestore(_info);
    }

    public int LogPort { get; }

    public static string Command(BackupRecord backup, string mySqlPassword) =>
        $"zstack-ctl restore_mysql --from-file /var/lib/zstack/mysql-backup/{backup.Name} --mysql-root-password='{mySqlPassword}' --skip-ui --skip-check";

    public void Start() => _ = Task.Run(() => RunAsync(_node.Ends));

    private async Task RunAsync(CancellationToken nodeEnds)
    {
        try
        {
            if (_options.AwaitsReader && _log is not null)
                await _log.Reader.WaitAsync(nodeEnds);
            await WorkAsync(nodeEnds);
            Task talk = TalkAsync(nodeEnds);
            await _node.Outage.RunAsync(_options.Shapes, _options.OutageTime, Replace, returns: !_options.NeverReturns, nodeEnds);
            await talk;
            if (_options.NeverReturns)
                return;
            _change(r => r with { Returned = true });
            Line("INFO", "ManagementNodeManagerImpl", "management node[uuid:9e5b3c1a7d2f4e6b8c0a1d3f5b7e9c24] starts successfully");
        }
        catch (OperationCanceledException)
        {
            // The node is disposed of.
        }
        finally
        {
            _log?.Complete();
        }
    }

    private async Task WorkAsync(CancellationToken nodeEnds)
    {
        string[] lines =
        [
            $"start to restore database from backup {_info.Backup.Name}",
            _info.Url is { } url ? $"pull backup from {url} {_info.InstallPath}" : $"pull backup[uuid:{_info.Uuid}] from backup storage",
            $"execute shell command: {Command(_info.Backup, _info.MySqlRootPassword)}",
            "backup mysql successfully! You could check the file at: /var/lib/zstack/mysql-backup/",
            "stop management node",
        ];
        for (int i = 0; i < WorkLines; i++)
        {
            Line(i == 3 ? "WARN" : "INFO", "DatabaseBackupManagerImpl", i < lines.Length ? lines[i] : $"restoring tables, {i * 100 / WorkLines}%");
            await Task.Delay(_options.WorkTime / WorkLines, nodeEnds);
        }
    }

    /// <summary>The log is read by a process of its own: it goes on while the node is away.</summary>
    private async Task TalkAsync(CancellationToken nodeEnds)
    {
        if (_options.LogDiesWithNode)
        {
            _log?.Die();
            return;
        }

        for (int i = 0; i < WorkLines; i++)
        {
            Line("INFO", "ComponentLoaderImpl", $"starting component {i + 1} of {WorkLines}");
            await Task.Delay(_options.OutageTime / WorkLines, nodeEnds);
        }
    }

    /// <summary>Everything that lies in the database is that of the backup's time.</summary>
    private void Replace()
    {
        _node.JobTable.Die(forget: true);
        _node.Sessions.CloseAll();
        _node.Data.GoBack(_info.Backup.CreateDate);
        _node.Dumps.Cloud?.GoBack(_info.Backup.CreateDate);
        // A restore switches it off, whatever the backup says.
        _node.Data.VmHa = false;
        if (_options.PasswordOfBackup is { } password)
            _node.Data.AccountPassword = password;
        _change(r => r with { Replaced = true });
    }

    private void Line(string level, string source, string text) =>
        _log?.Add($"{_node.Clock.Now:yyyy-MM-dd HH:mm:ss,fff} {level,-5} [{source}] (Thread-17) {text}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
