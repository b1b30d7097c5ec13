using System;
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

/// <summary>One change of every operation, on a node and by a session that are prepared for it.</summary>
internal static class Runs
{
    public const string Polls = "/v1/api-jobs";

    public static string[] Operations { get; } =
    [
        "CreateDatabaseBackup", "DeleteDatabaseBackup", "ExportDatabaseBackupFromBackupStorage", "DeleteExportedDatabaseBackupFromBackupStorage",
        "SyncDatabaseBackupFromImageStoreBackupStorage", "SyncDatabaseBackup", "RecoverDatabaseFromBackup",
    ];

    public static Task<ZStackSession> Open(SandboxNode node, Clock? clock = null, TimeSpan? timeout = null) => ZStackClient.ConnectAsync(
        new ConnectionSettings(ServerAddress.Parse(node.Url)) { Timeout = timeout ?? TimeSpan.FromSeconds(2), Clock = clock ?? Clock.Machine },
        new PasswordLogIn(LogInType.Account, SandboxAccounts.Account, Wire.Secure(SandboxAccounts.Password)),
        null, true, null, CancellationToken.None);

    public static Change New() => Changes.Create("before-upgrade.gz", null, SandboxStorages.Main, null, null, null);

    public static Change Restore(SandboxNode node) => Changes.Recover(Record(node).Uuid, null, Wire.Secure(SandboxAccounts.MySqlRootPassword));

    /// <summary>The change of that operation, which can be made on this node.</summary>
    public static async Task<Change> Prepare(string operation, ZStackSession session, SandboxNode node)
    {
        string uuid = Record(node).Uuid;
        if (operation == "DeleteExportedDatabaseBackupFromBackupStorage")
            await new ZStackClient(session).RunAsync(Changes.Export(uuid, null, SandboxStorages.Main), null, CancellationToken.None);
        return operation switch
        {
            "CreateDatabaseBackup" => New(),
            "DeleteDatabaseBackup" => Changes.Delete(uuid, null, []),
            "ExportDatabaseBackupFromBackupStorage" => Changes.Export(uuid, null, SandboxStorages.Main),
            "DeleteExportedDatabaseBackupFromBackupStorage" => Changes.DeleteExport(uuid, null, SandboxStorages.Main),
            "SyncDatabaseBackupFromImageStoreBackupStorage" => Changes.Copy(uuid, null, SandboxStorages.Main, SandboxStorages.Second),
            "SyncDatabaseBackup" => Changes.Sync(SandboxStorages.Main),
            "RecoverDatabaseFromBackup" => Restore(node),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }

    public static bool IsPoll(LoggedRequest request) => request.Path.StartsWith(Polls, StringComparison.Ordinal);

    /// <summary>Jobs of that operation, without those that prepared it.</summary>
    public static IReadOnlyList<JobInfo> Of(SandboxNode node, string operation) => [.. node.Jobs.Where(job => job.Api == operation)];

    private static BackupRecord Record(SandboxNode node) => node.Records.First(one => one is { Status: "Ready", Era: MetadataEra.Full, Refs: [{ ExportUrl: null, BackupStorageUuid: SandboxStorages.Main }] });
}
