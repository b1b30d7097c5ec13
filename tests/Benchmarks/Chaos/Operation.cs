using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks.Chaos;

/// <summary>What one operation does: a few commands that build on one another. A function of the seed and its number.</summary>
internal sealed record Operation(string Kind, Step[] Steps)
{
    private const string Wait = " -Session $s -TimeoutSec 8";
    private const string CreateApi = "CreateDatabaseBackup";

    public const string RestoreApi = "RecoverDatabaseFromBackup";

    private static readonly (int Weight, Func<Random, Operation> Make)[] Kinds =
    [
        (16, _ => new("list", [new("Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store -Session $s") { Check = (_, r) => Whole(r, "Id", 25) }])),
        (14, _ => new("records", [new("Get-ZStackDatabaseBackupRecord -Session $s") { Check = (node, r) => Whole(r, "Uuid", node.Records.Count) }])),
        (10, _ => new("storages", [new("Get-ZStackBackupStorage -Session $s") { Check = (node, r) => Whole(r, "Uuid", 4) }])),
        (8, _ => new("test-connection", [new("Test-ZStackConnection $node -TimeoutSec 2") { Check = (_, r) => r.Output.Count == 1 ? [] : ["no answer about the node"] }])),
        (8, _ => new("connect", [new("$c = Connect-ZStack $node -Credential $admin -TimeoutSec 2"), new("Get-ZStackDatabaseBackupRecord -First 1 -Session $c"), new("Disconnect-ZStack -Session $c")])),
        (4, _ => new("access-key", [new("$c = Connect-ZStack $node -AccessKeyId $keyId -AccessKeySecret $keySecret -TimeoutSec 2"), new("Get-ZStackDatabaseBackupRecord -Session $c") { Check = (node, r) => Whole(r, "Uuid", node.Records.Count) }])),
        (10, _ => new("create", [Create()])),
        (4, _ => new("create-start", [Create(" -NoWait") with { OnlyStarts = true }, new("Wait-ZStackJob $last -Session $s -TimeoutSec 8") { Api = CreateApi, WaitsForEarlier = true, Check = Made }])),
        (3, _ => new("create-look", [Create(" -NoWait") with { OnlyStarts = true }, new("Get-ZStackJob $last -Session $s")])),
        (5, _ => new("create-delete", [Create(), Delete("$last")])),
        (4, random => new("delete", [Delete(Record(random))])),
        (5, random => new("export", [Export(random), EndExport])),
        (4, random => new("copy", [Copy(random)])),
        (3, _ => new("sync", [new($"Sync-ZStackDatabaseBackup {SandboxStorages.Main}{Wait} -Confirm:$false") { Api = "SyncDatabaseBackup" }])),
        (6, random => new("save", [Save(random), new("Test-ZStackDatabaseBackup $last.FullName") { Check = (_, r) => r.Property("Outcome") == "Passed" ? [] : ["a saved file does not pass: " + r.Property("Reason")] }])),
        // A session without a time limit of its own: only the command's own holds.
        (1, _ => new("deadline", [new("New-ZStackDatabaseBackup $main -Session $patient -Name chaos-deadline.gz -TimeoutSec 2 -Confirm:$false") { Api = CreateApi, Deadline = TimeSpan.FromSeconds(10), Check = Made }])),
        (1, _ => new("restore", [new("Restore-ZStackDatabaseBackup $uuid -MySqlRootPassword $mysql -Session $s -TimeoutSec 15 -Force -Confirm:$false") { Api = RestoreApi, Deadline = TimeSpan.FromSeconds(60), Check = Restored }])),
    ];

    public bool Restores => Kind == "restore";

    /// <summary>It has no limit for the export that it makes.</summary>
    public bool WaitsForTheNode => Kind == "save";

    public static Operation Of(Random random)
    {
        int pick = random.Next(Kinds.Sum(kind => kind.Weight));
        foreach ((int weight, Func<Random, Operation> make) in Kinds)
        {
            pick -= weight;
            if (pick < 0)
                return make(random);
        }

        throw new InvalidOperationException();
    }

    private static Step Create(string more = "") => new($"New-ZStackDatabaseBackup $main -Name chaos-$i.gz{Wait} -Confirm:$false{more}") { Api = CreateApi, Check = Made };

    private static Step Delete(string which) => new($"Remove-ZStackDatabaseBackup {which}{Wait} -Confirm:$false")
    {
        Api = "DeleteDatabaseBackup",
        Check = (node, _) => node.Deleted == 1 ? [] : [$"{node.Deleted} records deleted"],
    };

    private static Step Export(Random random) => new($"Export-ZStackDatabaseBackup {Record(random)} $main{Wait}")
    {
        Api = "ExportDatabaseBackupFromBackupStorage",
        Check = (node, r) => node.Records.Any(b => b.Refs.Any(copy => copy.ExportUrl == r.Property("Url"))) ? [] : ["an export that is none: " + r.Property("Url")],
    };

    private static Step EndExport => new($"Remove-ZStackDatabaseBackupExport $last{Wait} -Confirm:$false")
    {
        Api = "DeleteExportedDatabaseBackupFromBackupStorage",
        Check = (node, _) => node.Records.Count(b => b.Refs.Any(copy => copy.ExportUrl is not null)) <= 1 ? [] : ["the export is still there"],
    };

    private static Step Copy(Random random) => new($"Copy-ZStackDatabaseBackup {Record(random)} $second -SourceBackupStorageUuid $main{Wait}")
    {
        Api = "SyncDatabaseBackupFromImageStoreBackupStorage",
        Check = (node, r) => node.Records.Any(b => b.Uuid == r.Property("Uuid") && b.Refs.Any(copy => copy.BackupStorageUuid == SandboxStorages.Second)) ? [] : ["a copy that is none"],
    };

    private static Step Save(Random random) => new($"Save-ZStackDatabaseBackup {Record(random)} -BackupStorageUuid $main -Path $folder -Session $s -TimeoutSec 3")
    {
        // It has no limit of its own for the export: five bad answers in a row, asked again after 1 to 16 s, take 40 s.
        Deadline = TimeSpan.FromSeconds(60),
        Check = (node, r) =>
        {
            string file = r.Property("FullName");
            BackupRecord? record = node.Records.FirstOrDefault(b => b.Uuid == r.Property("BackupUuid"));
#pragma warning disable CA5351 // What the server's records hold.
            string md5 = File.Exists(file) ? Convert.ToHexStringLower(MD5.HashData(File.ReadAllBytes(file))) : "no file";
#pragma warning restore CA5351
            List<string> wrong = md5 == record?.Md5 ? [] : [$"a saved file that is not the backup: {md5}"];
            bool exported = record?.Refs.Any(copy => copy.ExportUrl is not null) == true;
            if (exported && r.Warnings.Count == 0)
                wrong.Add("an export stays and nobody says so");
            return wrong;
        },
    };

    /// <summary>One of those that have a copy on the first storage and nothing odd about them: 2, 4 and 8 lie there only.</summary>
    private static string Record(Random random) => $"$records[{random.Next(3)}]";

    private static IEnumerable<string> Made(SandboxNode node, StepResult result)
    {
        if (!node.Records.Any(b => b.Uuid == result.Property("Uuid") && b.Status == "Ready"))
            yield return "a backup that is none: " + result.Property("Uuid");
    }

    private static IEnumerable<string> Restored(SandboxNode node, StepResult result)
    {
        // That the node is back is what the client itself has seen.
        if (node.Restores is not [{ Replaced: true }])
            yield return $"a restore that is none: {string.Join(", ", node.Restores)}";
    }

    private static IEnumerable<string> Whole(StepResult result, string identity, int count)
    {
        if (result.Output.Count != count)
            yield return $"{result.Output.Count} objects without an error, {count} are there";
        if (result.Output.Select(o => o.Properties[identity].Value?.ToString()).Distinct().Count() != result.Output.Count)
            yield return "an object came twice";
    }
}
