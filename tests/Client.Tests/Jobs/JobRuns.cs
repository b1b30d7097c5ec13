using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Client.Tests.Http;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>Jobs of a node whose clock is not the machine's: patience is checked to the second, in no time.</summary>
public abstract class JobRuns
{
    private protected const string Posts = "/v1/database-backups";
    private protected const string Polls = "/v1/api-jobs";

    private protected static readonly SandboxOptions Quick = new() { JobTime = TimeSpan.Zero };
    private protected static readonly SandboxOptions Endless = new() { JobTime = TimeSpan.FromMinutes(5) };

    private protected readonly FakeClock _clock = new();

    /// <summary>The node's word for so many polls.</summary>
    private protected static Fault StillRunning(int times) => new(FaultKind.Answer) { Match = Polls, Status = 202, Body = """{"location":"http://10.0.0.1/zstack/v1/api-jobs/x"}""", Times = times };

    private protected static Change New() => Changes.Create("before-upgrade.gz", null, SandboxStorages.Main, null, null, null);

    private protected Task<ZStackSession> Open(SandboxNode node) => ZStackClient.ConnectAsync(
        new ConnectionSettings(ServerAddress.Parse(node.Url)) { Timeout = TimeSpan.FromSeconds(2), Clock = _clock },
        new PasswordLogIn(LogInType.Account, SandboxAccounts.Account, Wire.Secure(SandboxAccounts.Password)),
        null, true, null, CancellationToken.None);

    private protected static async Task<string> Prepare(ZStackClient client, SandboxNode node, string change)
    {
        BackupRecord record = node.Records.First(one => one.Status == "Ready" && one.Refs.Count == (change == "delete copies" ? 2 : 1) && one.Refs[0].BackupStorageUuid == SandboxStorages.Main);
        if (change == "delete export")
            await client.RunAsync(Changes.Export(record.Uuid, null, SandboxStorages.Main), null, CancellationToken.None);
        return record.Uuid;
    }

    private protected static Change ChangeOf(string change, string uuid) => change switch
    {
        "create" => New(),
        "delete" => Changes.Delete(uuid, null, []),
        "delete copies" => Changes.Delete(uuid, null, [SandboxStorages.Second]),
        "export" => Changes.Export(uuid, null, SandboxStorages.Main),
        "delete export" => Changes.DeleteExport(uuid, null, SandboxStorages.Main),
        "copy" => Changes.Copy(uuid, null, SandboxStorages.Main, SandboxStorages.Second),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    /// <summary>Keeps what was told.</summary>
    private protected sealed class Events : IProgress<ClientEvent>
    {
        private readonly ConcurrentQueue<ClientEvent> _all = new();

        public void Report(ClientEvent value) => _all.Enqueue(value);

        public IReadOnlyList<ClientEvent> Of(ClientEventKind kind) => [.. _all.Where(one => one.Kind == kind)];
    }
}
