using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Tests.Kits;

/// <summary>Kits to write, and pages whose sentences are their names.</summary>
internal static class KitSamples
{
    public const string Server = "10.0.0.10";

    public static readonly DateTimeOffset Now = new(2026, 11, 29, 3, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Names instead of sentences; what cannot be seen is a question mark.</summary>
    public static KitLanguage Names { get; } = new("en-US", (name, _) => name, Show, new StatementLanguage(key => key, (_, _) => null, System.Globalization.CultureInfo.InvariantCulture));

    public static KitLanguage Facts { get; } = new("zh-CN", (name, facts) => name + " " + string.Join(" ", facts.Select(fact => Show(fact.ToString()))), Show, StatementLanguage.English);

    public static string Show(string? text) => Regex.Replace(text ?? "", @"[\p{C}\u2028\u2029]", "?");

    public static RecoveryKitStorage Storage(string uuid = "s1", string? host = "10.0.0.9", string? user = "root", string? path = "/zstack_bs") =>
        new() { Uuid = uuid, Name = "backup-main", Host = host, SshPort = 22, User = user, StoragePath = path, RegistryPort = 8000, AvailableCapacity = 1L << 40, Status = "Connected" };

    public static RecoveryKitBackup Backup(int hoursOld, DateTimeOffset? proven = null, string? name = null, string? path = null, string server = Server) => new()
    {
        Server = server,
        Name = name ?? $"backup-{hoursOld}.gz",
        Created = Now.AddHours(-hoursOld),
        Version = "5.2.1",
        Size = 26865,
        Md5 = hoursOld.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
        ProvenAt = proven,
        RecordUuid = hoursOld.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
        Copies = new ItemList<RecoveryKitCopy>([new RecoveryKitCopy { StorageUuid = "s1", InstallPath = path ?? "zstore://zsbak/" + hoursOld.ToString("x40", System.Globalization.CultureInfo.InvariantCulture) }]),
    };

    public static RecoveryKit Kit(IEnumerable<RecoveryKitBackup> backups, RecoveryKitStorage? storage = null, RecoveryKitNode? node = null, string? note = null)
    {
        RecoveryKitBackup[] all = [.. backups];
        return new RecoveryKit
        {
            Created = Now,
            ModuleVersion = "0.1.0",
            Note = note,
            Nodes = new ItemList<RecoveryKitNode>([node ?? new RecoveryKitNode { Server = Server, Url = "http://10.0.0.10:8080/zstack", Version = "5.2.1", IsPair = false, Reached = true, SeenAt = Now, Storages = new ItemList<RecoveryKitStorage>([storage ?? Storage()]) }]),
            Backups = new ItemList<RecoveryKitBackup>(all),
            Newest = KitBuilder.Newest(all),
            Proven = KitBuilder.Newest(all.Where(backup => backup.ProvenAt is not null)),
        };
    }

    /// <summary>The blocks to paste below a heading of a text page, in their order, by the sentence above them.</summary>
    public static IReadOnlyList<(string Step, string[] Lines)> Blocks(string page, string heading)
    {
        string[] lines = page.Split('\n');
        int start = Array.IndexOf(lines, heading);
        int end = Array.FindIndex(lines, start + 2, line => Regex.IsMatch(line, @"^(~~~|---|===)"));
        var blocks = new List<(string, string[])>();
        string step = "";
        for (int i = start + 2; i < (end < 0 ? lines.Length : end); i++)
        {
            Match numbered = Regex.Match(lines[i], @"^(?:\d+\.|\[ \]) +(\S+)");
            if (numbered.Success)
                step = numbered.Groups[1].Value;
            if (!lines[i].StartsWith("    ", StringComparison.Ordinal) || (i > 0 && lines[i - 1].Length > 0))
                continue;
            string[] block = [.. lines.Skip(i).TakeWhile(line => line.Length > 0).Select(line => line[4..])];
            blocks.Add((step, block));
        }

        return blocks;
    }
}
