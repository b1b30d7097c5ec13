using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Backups;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Seeds;
using ZStack.Backup.Sandbox.State;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Restore;

/// <summary>The call that restores, up to its answer: docs/zstack-api.md section 3.9.</summary>
internal sealed class RecoverApi
{
    private readonly NodeContext _node;
    private readonly Resources _resources;

    public RecoverApi(NodeContext node)
    {
        _node = node;
        _resources = new Resources(node);
    }

    public IEnumerable<AsyncApi> All =>
    [
        new("RecoverDatabaseFromBackup", "PUT", "/v1/database-backups/actions", "recoverDatabaseFromBackup", Recover)
        {
            Fields = ["uuid", "backupStorageUrl", "backupInstallPath", "mysqlRootPassword"],
            Time = () => _node.Restore.AnswerTime,
        },
    ];

    private Func<JsonObject> Recover(ApiFields fields)
    {
        string password = fields.Mandatory("mysqlRootPassword");
        string? uuid = fields.Text("uuid");
        string? url = fields.Text("backupStorageUrl");
        string? path = fields.Text("backupInstallPath");
        if (uuid is null && (url is null || path is null))
            throw ApiException.Argument(_node.ErrorTexts.PathAndUrl);
        BackupRecord backup = uuid is null ? ByAddress(url!, path!) : ByUuid(uuid);
        if (backup.Version != _node.Options.Version)
            throw ApiException.Failed(_node.ErrorTexts.WrongVersion(backup.Version, _node.Options.Version));
        if (Refusal(backup) is { } words)
            throw ApiException.Failed(words);
        if (password != SandboxAccounts.MySqlRootPassword)
            throw WrongPassword(backup, password);
        var course = new RestoreCourse(_node, new RestoreInfo
        {
            Accepted = _node.Now,
            Backup = backup,
            Uuid = uuid,
            Url = uuid is null ? url : null,
            InstallPath = uuid is null ? path : null,
            MySqlRootPassword = password,
        });
        return () =>
        {
            course.Start();
            return new JsonObject { ["logListenPort"] = course.LogPort, ["success"] = true };
        };
    }

    private BackupRecord ByUuid(string uuid)
    {
        BackupRecord backup = _resources.Backup("uuid", uuid);
        if (!backup.IsUsable)
            throw ApiException.Failed(_node.ErrorTexts.NotRestorable(uuid));
        if (!backup.Refs.Any(copy => _node.Data.FindStorage(copy.BackupStorageUuid)?.IsUsable == true))
            throw ApiException.Failed(_node.ErrorTexts.StorageNotUsable(backup.Refs.Count > 0 ? backup.Refs[0].BackupStorageUuid : ""));
        return backup;
    }

    private BackupRecord ByAddress(string url, string path)
    {
        if (StoreUrl.Parse(url) is not { } store)
            throw ApiException.Failed(_node.ErrorTexts.IllegalUrl(url));
        string command = $"zstack-ctl pull_database_backup --backup-storage-url '{url}' --registry-port 8000 --backup-install-path '{path}'";
        if (!store.IsRight)
            throw Shell(command, "Permission denied, please try again.");
        return Image(store.Host, path) ?? throw Shell(command, $"image {path} not found");
    }

    /// <summary>What the database knows, or what only lies on the store.</summary>
    private BackupRecord? Image(string host, string path)
    {
        StoreContents contents = _node.Data.On(host);
        if (contents.Gone.Contains(path))
            return null;
        if (_node.Data.FindImage(contents.StorageUuid, path) is { } known)
            return known;
        var series = new BackupSeries(_node.Options.Backups, _node.Clock.Now, _node.Clock.Zone, _node.Options.Number);
        int number = BackupSeries.IsOfSeries(path) ? Enumerable.Range(0, _node.Options.Backups).FirstOrDefault(i => BackupSeries.InstallPath(series.ImageId(i)) == path, -1) : -1;
        if (number < 0)
            return null;
        return new BackupRecord
        {
            Uuid = series.Uuid(number),
            Name = series.Name(number),
            Version = Seed.VersionOf(_node.Options, number),
            CreateDate = series.Created(number),
        };
    }

    private string? Refusal(BackupRecord backup) => _node.Restore.Refusal switch
    {
        RestoreRefusal.CoverForbidden => _node.ErrorTexts.CoverForbidden,
        RestoreRefusal.SecurityCheck => _node.ErrorTexts.SecurityCheck($"volume[uuid:{BackupSeries.Uuid(5, _node.Options.Number)}] has another install path than in {backup.Name}"),
        RestoreRefusal.NoFreePort => _node.ErrorTexts.NoFreePort,
        RestoreRefusal.NoPeer => _node.ErrorTexts.NoPeer,
        RestoreRefusal.StopOtherNode => _node.ErrorTexts.StopOtherNode,
        _ => null,
    };

    private static ApiException WrongPassword(BackupRecord backup, string password) =>
        Shell(RestoreCourse.Command(backup, password), "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)");

    /// <summary>The node reports the whole command line, with the password in it.</summary>
    private static ApiException Shell(string command, string error) =>
        new("SYS.1000", $"failed to execute shell command: {command}\nreturn code: 1\nstderr: {error}\nstdout: ");
}
