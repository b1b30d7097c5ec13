using System;
using System.Globalization;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Connections;

namespace ZStack.Backup.Client.Kits;

/// <summary>The commands of a kit, filled in. A value from outside stands in a command only when no shell can take it for anything else.</summary>
/// <remarks>Source: docs/zstack-api.md sections 14 and 16. Secrets stand in variables, which are read without an echo and without a history.</remarks>
internal static class KitCommands
{
    // Variables of the pasted lines. No word of them looks like a secret, so that whatever does is one.
    private const string Work = "/root/zstack-recovery";
    private const string Dumps = "/var/lib/zstack/mysql-backup";
    private const string Log = "/var/log/zstack/zstack-ctl.log";

    private static readonly Regex HostName = new(@"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant);
    private static readonly Regex UserName = new(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant);
    private static readonly Regex PlainPath = new(@"^/[A-Za-z0-9._/-]{1,200}\z", RegexOptions.CultureInvariant);
    private static readonly Regex PlainName = new(@"^[A-Za-z0-9_][A-Za-z0-9._+@=-]{0,199}\z", RegexOptions.CultureInvariant);
    private static readonly Regex ImagePath = new(@"^zstore://[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant);
    private static readonly Regex Identifier = new(@"^[0-9A-Fa-f-]{1,64}\z", RegexOptions.CultureInvariant);

    // What PowerShell takes for a single quote.
    private static readonly Regex Quote = new("['\u2018\u2019\u201A\u201B]", RegexOptions.CultureInvariant);

    public static string[] Folder { get; } = ["umask 077", "work=" + Work, "dumps=" + Dumps, "mkdir -p \"$work\" && ls -ld \"$work\""];

    public static string[] ReadStore { get; } = ["read -rs store_word"];

    // Every byte encoded: no list of special characters that could lack one. printf is a part of the shell, so ps does not show it.
    public static string[] Encode { get; } = ["encoded=$(printf %s \"$store_word\" | od -An -v -tx1 |", "    tr -d ' \\n' | sed 's/../%&/g')"];

    public static string[] Scan { get; } = ["zstack-ctl scan_database_backup --backup-storage-url \"$store\" \\", "    --registry-port \"$registry\""];

    public static string[] Pull { get; } =
    [
        "zstack-ctl pull_database_backup --backup-storage-url \"$store\" \\",
        "    --backup-install-path \"$image\" --registry-port \"$registry\"",
    ];

    public static string[] Copy { get; } = ["cp -- \"$dumps/$name\" \"$work/restore.gz\"", "gunzip -t \"$work/restore.gz\" && echo whole"];

    public static string[] Sum { get; } = ["echo \"$md5  $work/restore.gz\" | md5sum -c -"];

    public static string[] ReadMySql { get; } = ["read -rs mysql_word"];

    public static string[] Check { get; } = ["zstack-ctl check_restore_mysql --from-file \"$work/restore.gz\" \\", "    --mysql-root-password \"$mysql_word\""];

    public static string[] Restore { get; } = ["zstack-ctl restore_mysql --from-file \"$work/restore.gz\" \\", "    --mysql-root-password \"$mysql_word\""];

    public static string[] Safety { get; } =
    [
        "safety=$(ls -t \"$dumps\"/*-zstack-backup-db-*.gz | head -n 1)",
        "cp -p -- \"$safety\" \"$work/before-restore.gz\"",
        "gunzip -c \"$work/before-restore.gz\" | grep -c '^-- Dump completed'",
    ];

    public static string[] Count { get; } =
    [
        "MYSQL_PWD=\"$mysql_word\" mysql -uroot -N -e \"SELECT table_schema, COUNT(*)",
        "    FROM information_schema.tables WHERE table_schema LIKE 'zstack%'",
        "    GROUP BY table_schema\"",
    ];

    public static string[] Start { get; } = ["zstack-ctl start"];

    public static string[] StartPair { get; } = ["/usr/local/bin/zsha2 start-node"];

    public static string[] Status { get; } = ["zstack-ctl status"];

    public static string[] SeePair { get; } = ["/usr/local/bin/zsha2 status -json", "/usr/local/bin/zsha2 show-config"];

    public static string[] Clean { get; } = ["unset store store_word encoded mysql_word", "sed -i 's#\\(ssh://[^:/ ]*:\\)[^@ ]*@#\\1***@#g' " + Log];

    public static string[] SaveConfig { get; } = ["zstack-ctl save_config --save-to /root/zstack-config"];

    public static string[] RestoreConfig { get; } = ["zstack-ctl restore_config --restore-from /root/zstack-config"];

    public static string[] Preflight { get; } = ["sh preflight.sh"];

    public static string[] CopyIncluded(string included) => included.StartsWith(KitNames.Backups + "/", StringComparison.Ordinal) && IsPlainName(included.Substring(KitNames.Backups.Length + 1)) ? [$"cp -- {included} \"$work/restore.gz\"", "gunzip -t \"$work/restore.gz\" && echo whole"] : [];

    /// <returns>None when the host of the node is not known, or is no plain name.</returns>
    public static string[] LogIn(RecoveryKitNode node) => Host(node) is { } host ? [$"ssh root@{host}"] : [];

    /// <returns>None when something in it is not plain.</returns>
    public static string[] Store(RecoveryKitStorage storage)
    {
        if (!IsPlain(storage))
            return [];
        string port = (storage.SshPort ?? 22).ToString(CultureInfo.InvariantCulture);
        return [$"store=\"ssh://{storage.User}:$encoded@{storage.Host}:{port}{storage.StoragePath}\"", "registry=" + storage.RegistryPort.ToString(CultureInfo.InvariantCulture)];
    }

    public static bool IsPlain(RecoveryKitStorage storage) =>
        Matches(HostName, storage.Host) && Matches(UserName, storage.User) && Matches(PlainPath, storage.StoragePath) && storage.SshPort is null or > 0 and <= 65535 && storage.RegistryPort is > 0 and <= 65535;

    /// <returns>None when something in it is not plain.</returns>
    public static string[] Backup(RecoveryKitBackup backup, RecoveryKitCopy copy) => !Matches(ImagePath, copy.InstallPath) || !IsPlainName(backup.Name) ? []
        : ["image=" + copy.InstallPath, "name=" + backup.Name, "md5=" + Hash(backup.Md5, 32)];

    /// <returns>None when something in it is not plain.</returns>
    public static string[] CopyHome(RecoveryKitNode node, RecoveryKitBackup backup, Func<string, bool> isVisible) =>
        backup.FullName is { } path && isVisible(path) && Host(node) is { } host ? [$"scp {Bash(path)} \\", $"    root@{host}:{Work}/restore.gz"] : [];

    public static string[] Connect(RecoveryKitNode node) => Host(node) is { } host
        ? ["$admin = Get-Credential admin", $"Connect-ZStack {PowerShell(node.Url ?? host)} -Credential $admin" + (node.CertificateThumbprint is { } print && Regex.IsMatch(print, @"^[0-9A-F]{64}\z") ? $" `\n    -CertificateThumbprint {print}" : "")]
        : [];

    public static string[] Find(string? vault) => ["Find-ZStackRecoveryPoint" + (vault is null ? "" : " " + PowerShell(vault)) + " | Select-Object -First 3"];

    public static string[] ReadRoot { get; } = ["$root = Read-Host 'MySQL root' -AsSecureString"];

    public static string[] RestoreRecord(RecoveryKitBackup backup) => Matches(Identifier, backup.RecordUuid) ? [$"Restore-ZStackDatabaseBackup {backup.RecordUuid} `", "    -MySqlRootPassword $root"] : [];

    public static string[] RestoreImage(RecoveryKitStorage storage, RecoveryKitCopy copy) => !IsPlain(storage) || !Matches(ImagePath, copy.InstallPath) ? [] :
    [
        $"$store = Get-Credential {storage.User}",
        $"$image = Get-ZStackDatabaseBackup {storage.Host} -Credential $store `",
        $"    -SshPort {(storage.SshPort ?? 22).ToString(CultureInfo.InvariantCulture)} -StoragePath {storage.StoragePath} |",
        "    Where-Object InstallPath -EQ `",
        $"        '{copy.InstallPath}'",
        "$image | Restore-ZStackDatabaseBackup -Credential $store `",
        "    -MySqlRootPassword $root",
    ];

    public static string[] Follow { get; } = ["Restore-ZStackDatabaseBackup -Follow"];

    public static string[] Sync(RecoveryKitStorage storage) => Matches(Identifier, storage.Uuid) ? [$"Sync-ZStackDatabaseBackup {storage.Uuid}"] : [];

    /// <summary>Host of the node, where it is one that can stand in a command.</summary>
    public static string? Host(RecoveryKitNode node)
    {
        try
        {
            string host = ServerAddress.Parse(node.Url ?? node.Server).Host;
            return HostName.IsMatch(host) && (node.Url is null || Regex.IsMatch(node.Url, @"^https?://[A-Za-z0-9./:-]{1,255}\z")) ? host : null;
        }
        catch (ZStackException)
        {
            return null;
        }
    }

    /// <summary>Needs no quotes anywhere.</summary>
    public static bool IsPlainName(string? name) => Matches(PlainName, name);

#pragma warning disable CA1308 // Hashes are written in lower case here, as the server does.
    /// <returns>Lower-case hex; <c>null</c> for what is no hash.</returns>
    public static string? Hash(string? text, int digits) => text is not null && Regex.IsMatch(text, $@"^[0-9A-Fa-f]{{{digits}}}\z") ? text.ToLowerInvariant() : null;
#pragma warning restore CA1308

    /// <summary>What the kit itself puts in the place of a secret.</summary>
    public static string WithoutPlaceholders(string line) =>
        Regex.Replace(line, @"ssh://[A-Za-z0-9._-]{1,64}:\$encoded@|password ""\$mysql_word""|Password \$root|ssh://\[\^:/ \]\*:\\\)\[\^@ \]\*@#", "");

    private static bool Matches(Regex pattern, string? text) => text is not null && pattern.IsMatch(text);

    private static string Bash(string text) => PlainPath.IsMatch(text) ? text : "'" + text.Replace("'", @"'\''") + "'";

    private static string PowerShell(string text) => "'" + Quote.Replace(text, "$0$0") + "'";
}
