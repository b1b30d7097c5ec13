using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Jobs;

/// <summary>The changes of this API, ready to be sent. Source: docs/zstack-api.md section 3.</summary>
public static class Changes
{
    /// <param name="uuid">Of the new record. Chosen here when the caller does not, so that it can be found when its job is forgotten.</param>
    public static Change Create(string name, string? description, string storageUuid, string? uuid, IReadOnlyCollection<string>? systemTags, IReadOnlyCollection<string>? userTags)
    {
        uuid ??= Guid.NewGuid().ToString("N");
        var job = new ZStackJob { Operation = Operations.Create, BackupName = name, BackupUuid = uuid, BackupStorageUuids = List(storageUuid) };
        (string, string?)[] fields = [("name", name), ("description", description), ("backupStorageUuid", storageUuid), ("resourceUuid", uuid)];
        return new Change(job, Send(HttpMethod.Post, "/v1/database-backups", "params", fields, systemTags, userTags));
    }

    /// <param name="storageUuids">Only the copies there; all of them when empty.</param>
    public static Change Delete(string uuid, string? name, IReadOnlyCollection<string> storageUuids, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null)
    {
        var job = new ZStackJob { Operation = Operations.Delete, BackupUuid = uuid, BackupName = name, BackupStorageUuids = new ItemList<string>(storageUuids) };
        return new Change(job, id => new ApiRequest(HttpMethod.Delete, ApiRequest.PathOf("/v1/database-backups/{Uuid}", uuid)) { JobId = id }
            .With("backupStorageUuids", storageUuids)
            .With("systemTags", systemTags)
            .With("userTags", userTags));
    }

    public static Change Export(string uuid, string? name, string storageUuid, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null) =>
        new(
            new ZStackJob { Operation = Operations.Export, BackupUuid = uuid, BackupName = name, BackupStorageUuids = List(storageUuid) },
            Send(HttpMethod.Put, ApiRequest.PathOf("/v1/database-backups/{Uuid}/backup-storage/{BackupStorageUuid}/actions", uuid, storageUuid), "exportDatabaseBackupFromBackupStorage", [], systemTags, userTags));

    public static Change DeleteExport(string uuid, string? name, string storageUuid, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null) =>
        new(
            new ZStackJob { Operation = Operations.DeleteExport, BackupUuid = uuid, BackupName = name, BackupStorageUuids = List(storageUuid) },
            id => new ApiRequest(HttpMethod.Delete, ApiRequest.PathOf("/v1/exported-database-backup/{Uuid}/backup-storage/{BackupStorageUuid}", uuid, storageUuid)) { JobId = id }
                .With("systemTags", systemTags)
                .With("userTags", userTags));

    public static Change Copy(string uuid, string? name, string source, string destination, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null) =>
        new(
            new ZStackJob { Operation = Operations.Copy, BackupUuid = uuid, BackupName = name, BackupStorageUuids = List(destination) },
            Send(HttpMethod.Put, ApiRequest.PathOf("/v1/database-backups/{Uuid}/actions", uuid), "syncDatabaseBackupFromImageStoreBackupStorage", [("srcBackupStorageUuid", source), ("dstBackupStorageUuid", destination)], systemTags, userTags));

    public static Change Sync(string storageUuid, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null) =>
        new(
            new ZStackJob { Operation = Operations.Sync, BackupStorageUuids = List(storageUuid) },
            Send(HttpMethod.Put, ApiRequest.PathOf("/v1/database-backups/imageStore/{BackupStorageUuid}/actions", storageUuid), "syncDatabaseBackup", [], systemTags, userTags));

    /// <summary>Replaces the node's database by a backup that it has a record of.</summary>
    public static Change Recover(string uuid, string? name, SecureString mySqlRootPassword, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null) =>
        Recover(new ZStackJob { Operation = Operations.Recover, BackupUuid = uuid, BackupName = name }, [("uuid", uuid)], Secret.Reveal(mySqlRootPassword), [], systemTags, userTags);

    /// <summary>Replaces the node's database by a backup that lies on an image store.</summary>
    /// <param name="installPath"><c>zstore://name/id</c></param>
    public static Change Recover(ImageStoreUrl store, string installPath, string? name, SecureString mySqlRootPassword, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null) =>
        Recover(new ZStackJob { Operation = Operations.Recover, BackupName = name }, [("backupStorageUrl", store.Full), ("backupInstallPath", InstallPath.Checked(installPath))], Secret.Reveal(mySqlRootPassword), [store.Password], systemTags, userTags);

    /// <summary>Runs a schedule now.</summary>
    /// <param name="jobUuids">Only these jobs of the trigger; all of them when empty.</param>
    public static Change RunTrigger(string triggerUuid, IReadOnlyCollection<string> jobUuids, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null)
    {
        string path = ApiRequest.PathOf("/v1/scheduler/triggers/{Uuid}/actions", triggerUuid);
        string body = RequestBody.Write("runSchedulerTrigger", [], systemTags, userTags, jobUuids.Count > 0 ? ("jobUuids", jobUuids) : null);
        return new Change(new ZStackJob { Operation = Operations.RunTrigger }, id => new ApiRequest(HttpMethod.Put, path) { Body = body, JobId = id });
    }

    /// <summary>Switches a schedule on or off. A group has a call of its own.</summary>
    public static Change Switch(BackupSchedule schedule, bool on, IReadOnlyCollection<string>? systemTags = null, IReadOnlyCollection<string>? userTags = null) => schedule.Kind == BackupScheduleKind.Group
        ? new(
            new ZStackJob { Operation = Operations.SwitchGroup },
            Send(HttpMethod.Put, ApiRequest.PathOf("/v1/scheduler/jobgroups/{Uuid}/actions", schedule.Uuid), "updateSchedulerJobGroup", [("state", on ? BackupSchedule.Enabled : BackupSchedule.Disabled)], systemTags, userTags))
        : new(
            new ZStackJob { Operation = Operations.SwitchJob },
            Send(HttpMethod.Put, ApiRequest.PathOf("/v1/schedulers/{Uuid}", schedule.Uuid), "changeSchedulerState", [("stateEvent", on ? "enable" : "disable")], systemTags, userTags));

    // The uuid stands in the body: the manual's "?uuid=" does nothing.
    private static Change Recover(ZStackJob job, (string, string?)[] backup, string password, string[] secrets, IReadOnlyCollection<string>? systemTags, IReadOnlyCollection<string>? userTags) =>
        new(job, Send(HttpMethod.Put, "/v1/database-backups/actions", "recoverDatabaseFromBackup", [.. backup, ("mysqlRootPassword", password)], systemTags, userTags))
        {
            Secrets = [password, .. secrets],
            ErasesJobs = true,
        };

    private static Func<string, ApiRequest> Send(HttpMethod method, string path, string wrapper, (string, string?)[] fields, IReadOnlyCollection<string>? systemTags, IReadOnlyCollection<string>? userTags)
    {
        string body = RequestBody.Write(wrapper, fields, systemTags, userTags);
        return id => new ApiRequest(method, path) { Body = body, JobId = id };
    }

    private static ItemList<string> List(string item) => new([item]);
}
