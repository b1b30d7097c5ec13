using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Commands;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Browser.Tests;

/// <summary>Nine simulated clouds and a vault, asked by the cmdlets themselves. One is gone, one has made nothing for two nights, one backup has grown.</summary>
internal sealed class SandboxClouds : IAsyncDisposable
{
    private const int Clouds = 9;
    private const int Gone = 4;
    private const int Stopped = 1;
    private const int Grown = 6;
    private const int Nights = 95;
    private const int Weeks = 8;

    private static readonly (string Name, Type Type)[] Cmdlets =
    [
        ("Connect-ZStack", typeof(ConnectZStackCommand)), ("Get-ZStackDatabaseBackupRecord", typeof(GetZStackDatabaseBackupRecordCommand)), ("Save-ZStackDatabaseBackup", typeof(SaveZStackDatabaseBackupCommand)),
        ("Get-ZStackBackupHealth", typeof(GetZStackBackupHealthCommand)), ("Export-ZStackBackupReport", typeof(ExportZStackBackupReportCommand)),
    ];

    private readonly SandboxNode[] _nodes;
    private readonly Way _way;
    private readonly string _folder = Directory.CreateTempSubdirectory("zstack-clouds-").FullName;

    private SandboxClouds(SandboxNode[] nodes)
    {
        _nodes = nodes;
        _way = new Way(nodes);
    }

    public static async Task<SandboxClouds> StartAsync()
    {
        var nodes = new SandboxNode[Clouds];
        for (int i = 0; i < Clouds; i++)
        {
            nodes[i] = await SandboxNode.StartAsync(new SandboxOptions { Number = i, Records = Nights, JobTime = TimeSpan.Zero });
            Shape(nodes[i], i);
        }

        return new SandboxClouds(nodes);
    }

    /// <summary>As a user makes it.</summary>
    public async Task<string> ReportAsync()
    {
        string vault = Directory.CreateDirectory(Path.Combine(_folder, "backups")).FullName;
        await Task.WhenAll(Enumerable.Range(0, Clouds).Select(number => Task.Run(() => SaveWeekly(number, Directory.CreateDirectory(Path.Combine(vault, Server(number))).FullName))));
        foreach (string backup in Directory.GetFiles(vault, "*.gz", SearchOption.AllDirectories))
            Prove(backup);
        using Runspace runspace = Open(Enumerable.Range(0, Clouds), 5);
        runspace.SessionStateProxy.SetVariable("vault", vault);
        string page = Path.Combine(_folder, "report.html");
        runspace.SessionStateProxy.SetVariable("page", page);
        for (int i = 0; i < Clouds; i++)
            Grow(_nodes[i], i);
        _nodes[Gone].Faults.Add(new Fault(FaultKind.Stall) { Delay = TimeSpan.FromHours(1), Times = int.MaxValue });
        Run(runspace, "Get-ZStackBackupHealth -Session $sessions -VaultPath $vault -Recurse | Export-ZStackBackupReport $page -Culture en-US");
        return await File.ReadAllTextAsync(page);
    }

    public async ValueTask DisposeAsync()
    {
        _way.Dispose();
        foreach (SandboxNode node in _nodes)
            await node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Server(int number) => $"10.0.{number + 1}.10";

    /// <summary>Before anything is saved.</summary>
    private static void Shape(SandboxNode node, int number)
    {
        BackupRecord[] records = Newest(node);
        for (int i = 0; i < records.Length; i++)
        {
            bool isMissing = IsMissing(number, i);
            string[] places = i == 0 && number == Grown ? [SandboxStorages.Main, SandboxStorages.Second] : [SandboxStorages.Main];
            node.ChangeRecord(records[i].Uuid, record => isMissing ? null : record with { Status = "Ready", Era = MetadataEra.Full, Refs = [.. places.Select(place => new BackupRef(place, "zstore://zsbak/" + record.Uuid))] });
            if (isMissing)
                node.AddScheduledRun(new ScheduledRun { TriggerUuid = SandboxSchedules.NightlyTrigger, JobUuid = SandboxSchedules.Nightly, StartTime = records[i].CreateDate.AddSeconds(5), Success = false, Result = "{\"code\":\"SYS.1006\",\"details\":\"mysqldump: Got error: 2013: Lost connection to server during query\"}" });
        }

        node.ChangeStorage(SandboxStorages.Main, storage => storage with { AvailableCapacity = number == Grown ? storage.TotalCapacity / 17 : storage.AvailableCapacity / (number + 4) * 4 });
        node.ChangeSchedule(SandboxSchedules.WeeklyJob, job => job with { State = "Disabled" });
        node.ChangeScheduleGroup(SandboxSchedules.Weekly, group => group with { State = "Disabled" });
    }

    /// <summary>What a real cloud has, and not the sample: they grow by a third of a percent each night, and are never quite the same.</summary>
    private static void Grow(SandboxNode node, int number)
    {
        BackupRecord[] records = Newest(node);
        for (int i = 0; i < records.Length; i++)
        {
            double share = number == Grown && i == 0 ? 2.3 : 1 - (0.003 * i) + (0.004 * ((i * 7 % 5) - 2) * ((number % 3) + 1) / 3);
            node.ChangeRecord(records[i].Uuid, record => record with { Size = (long)(share * (8 + number) * 1_000_000) });
        }
    }

    private static BackupRecord[] Newest(SandboxNode node) => [.. node.Records.OrderByDescending(record => record.CreateDate)];

    private static bool IsMissing(int number, int night) => (number == Stopped && night < 2) || (number != Grown && (night + (number * 11)) % 31 == 17);

    /// <summary>As a test of level Restore writes it.</summary>
    private static void Prove(string backup)
    {
        string manifest = File.ReadAllText(backup + ".json");
        string sha256 = Regex.Match(manifest, "\"sha256\": *\"([0-9a-f]{64})\"").Groups[1].Value;
        EvidenceFile.Append(backup, previous => new EvidenceLine { Time = DateTimeOffset.UtcNow.AddHours(-1), Level = BackupTestLevel.Restore, Outcome = BackupTestOutcome.Passed, Phases = [("load", 5)], Sha256 = sha256, Host = "worker-1", Previous = previous }, CancellationToken.None);
    }

    /// <summary>The newest and one of each week before; what has grown is not at home yet.</summary>
    private void SaveWeekly(int number, string folder)
    {
        BackupRecord[] records = Newest(_nodes[number]);
        using Runspace runspace = Open([number], 60);
        runspace.SessionStateProxy.SetVariable("weekly", Enumerable.Range(0, Weeks).Select(week => records[(week * 7) + (number == Grown ? 1 : 0)].Uuid).ToArray());
        runspace.SessionStateProxy.SetVariable("folder", folder);
        Run(runspace, $"$null = Get-ZStackDatabaseBackupRecord -Uuid $weekly | Save-ZStackDatabaseBackup -Path $folder -BackupStorageUuid {SandboxStorages.Main}");
    }

    /// <param name="patience">Seconds for the one that will not answer; the others have as long as a busy machine takes.</param>
    /// <returns>With <c>$sessions</c>.</returns>
    private Runspace Open(IEnumerable<int> numbers, int patience)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        foreach ((string name, Type type) in Cmdlets)
            state.Commands.Add(new SessionStateCmdletEntry(name, type, null));
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        runspace.SessionStateProxy.SetVariable("admin", new PSCredential(SandboxAccounts.Account, new NetworkCredential("", SandboxAccounts.Password).SecurePassword));
        runspace.SessionStateProxy.SetVariable("servers", numbers.Select(Server).ToArray());
        Run(runspace, $"$sessions = $servers | ForEach-Object {{ Connect-ZStack $_ -Credential $admin -TimeoutSec $(if ($_ -eq '{Server(Gone)}') {{ {patience} }} else {{ 60 }}) -Proxy http://127.0.0.1:{_way.Port} -WarningAction Ignore }}");
        return runspace;
    }

    private static void Run(Runspace runspace, string script)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        shell.Invoke();
        if (shell.HadErrors)
            throw new InvalidOperationException(string.Join("; ", shell.Streams.Error.Select(error => error.ToString())));
    }

    /// <summary>A proxy that knows where the addresses of the clouds are: their names are those that people give, and not ports of this machine.</summary>
    private sealed class Way : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Dictionary<string, int> _ports;

        public Way(IReadOnlyList<SandboxNode> nodes)
        {
            _ports = Enumerable.Range(0, nodes.Count).ToDictionary(i => Server(i) + ":8080", i => nodes[i].Port);
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = PassAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The end.
            }
        }

        /// <summary>All of a connection goes where its first request goes: each session has its own.</summary>
        private async Task PassAsync(TcpClient client)
        {
            using (client)
            using (var behind = new TcpClient())
            {
                try
                {
                    byte[] first = new byte[4096];
                    int read = await client.GetStream().ReadAsync(first);
                    string text = Encoding.Latin1.GetString(first, 0, read);
                    Match target = Regex.Match(text, @"^\S+ (http://([^/:]+:(\d+)))/");
                    await behind.ConnectAsync(IPAddress.Loopback, _ports.TryGetValue(target.Groups[2].Value, out int port) ? port : int.Parse(target.Groups[3].Value, CultureInfo.InvariantCulture));
                    await behind.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text.Remove(target.Groups[1].Index, target.Groups[1].Length)));
                    await Task.WhenAny(client.GetStream().CopyToAsync(behind.GetStream()), behind.GetStream().CopyToAsync(client.GetStream()));
                }
                catch (Exception e) when (e is IOException or SocketException or FormatException)
                {
                    // One of the two went first, or the node has.
                }
            }
        }
    }
}
