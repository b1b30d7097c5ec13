using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using ZStack.Backup.Sandbox.CloudResources;
using ZStack.Backup.Sandbox.State;

namespace ZStack.Backup.Sandbox.Query;

/// <summary>The resources of the node that can be queried.</summary>
internal sealed class Tables
{
    private const string ManagementNode = "9e5b3c1a7d2f4e6b8c0a1d3f5b7e9c24";

    public Tables(SandboxOptions options, NodeData data, ScheduleData schedules, Cloud? cloud)
    {
        TimestampStyle style = options.TimestampStyle;
        if (cloud is not null)
            Resources = CloudKind.All.Where(kind => kind.Path.Length > 0 && !options.LacksQueries.Contains(kind.Name)).ToDictionary(kind => kind.Path, kind => ResourceTable(kind, cloud, style));
        QueryField<BackupRef>[] places =
        [
            new("backupStorageUuid", FieldKind.Text, p => p.BackupStorageUuid),
            new("installPath", FieldKind.Text, p => p.InstallPath),
            new("exportUrl", FieldKind.Text, p => p.ExportUrl),
            new("status", FieldKind.Text, p => p.Status),
            new("createDate", FieldKind.Time, p => p.CreateDate),
            new("lastOpDate", FieldKind.Time, p => p.LastOpDate),
        ];
        Backups = new QueryTable<BackupRecord>("org.zstack.header.storage.database.backup.DatabaseBackupInventory", () => data.Records, style, [
            new("uuid", FieldKind.Text, r => r.Uuid),
            new("name", FieldKind.Text, r => r.Name),
            new("description", FieldKind.Text, r => r.Description),
            new("state", FieldKind.Text, r => r.State),
            new("status", FieldKind.Text, r => r.Status),
            new("size", FieldKind.Number, r => r.Size),
            new("metadata", FieldKind.Text, r => r.Metadata),
            new("createDate", FieldKind.Time, r => r.CreateDate),
            new("lastOpDate", FieldKind.Time, r => r.LastOpDate),
            new("backupStorageRefs", FieldKind.Objects, r => r.Refs) { Objects = new ObjectList<BackupRecord, (string Backup, BackupRef Ref)>("org.zstack.header.storage.database.backup.DatabaseBackupStorageRefInventory", r => [.. r.Refs.Select(p => (r.Uuid, p))], [new("databaseBackupUuid", FieldKind.Text, p => p.Backup), .. places.Select(f => new QueryField<(string Backup, BackupRef Ref)>(f.Name, f.Kind, p => f.Get(p.Ref)))]) },
            // Times of copies are not asked for.
            .. places.Where(f => f.Kind == FieldKind.Text).Select(f => new QueryField<BackupRecord>("backupStorageRefs." + f.Name, FieldKind.Texts, r => (string[])[.. r.Refs.Select(p => f.Get(p)).OfType<string>()])),
            new("__systemTag__", FieldKind.Texts, r => r.SystemTags),
            new("__userTag__", FieldKind.Texts, r => r.UserTags),
        ]);
        Storages = new QueryTable<StorageInfo>("org.zstack.header.storage.backup.BackupStorageInventory", () => data.Storages, style, Storage);
        ImageStores = new QueryTable<StorageInfo>("org.zstack.storage.backup.imagestore.ImageStoreBackupStorageInventory", () => Array.FindAll(data.Storages, s => s.IsImageStore), style, [
            .. Storage,
            new("hostname", FieldKind.Text, s => s.Hostname),
            new("username", FieldKind.Text, s => s.Username),
            new("sshPort", FieldKind.Number, s => (long?)s.SshPort),
        ]);
        SystemTags = new QueryTable<TagRow>("org.zstack.header.tag.SystemTagInventory", () => Tags(data), style, [
            new("inherent", FieldKind.Flag, _ => false),
            new("uuid", FieldKind.Text, t => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(t.ResourceUuid + t.Tag)))[..32]),
            new("resourceUuid", FieldKind.Text, t => t.ResourceUuid),
            new("resourceType", FieldKind.Text, t => t.ResourceType),
            new("tag", FieldKind.Text, t => t.Tag),
            new("type", FieldKind.Text, _ => "System"),
            new("createDate", FieldKind.Time, t => t.CreateDate),
            new("lastOpDate", FieldKind.Time, t => t.CreateDate),
        ]);
        LongJobs = new QueryTable<LongJobRow>("org.zstack.header.longjob.LongJobInventory", () => [.. data.LongJobs.Select(j => new LongJobRow(j.Key, j.Value))], style, [
            new("uuid", FieldKind.Text, j => j.Uuid),
            new("name", FieldKind.Text, _ => "CreateDatabaseBackup"),
            new("jobName", FieldKind.Text, _ => "APICreateDatabaseBackupMsg"),
            new("jobData", FieldKind.Text, _ => "{}"),
            new("state", FieldKind.Text, _ => "Running"),
            new("managementNodeUuid", FieldKind.Text, _ => ManagementNode),
            new("createDate", FieldKind.Time, j => j.CreateDate),
            new("lastOpDate", FieldKind.Time, j => j.CreateDate),
        ]);
        GlobalConfigs = new QueryTable<ConfigRow>("org.zstack.core.config.GlobalConfigInventory", () => [new ConfigRow(data.VmHa)], style, [
            new("id", FieldKind.Number, _ => 1L),
            new("name", FieldKind.Text, _ => "enable"),
            new("category", FieldKind.Text, _ => "ha"),
            new("description", FieldKind.Text, _ => "global switch of VM HA"),
            new("defaultValue", FieldKind.Text, _ => "true"),
            new("value", FieldKind.Text, c => c.VmHa ? "true" : "false"),
        ]);
        ScheduledJobs = new QueryTable<ScheduledJob>("org.zstack.header.scheduler.SchedulerJobInventory", () => schedules.Jobs, style, [
            new("uuid", FieldKind.Text, j => j.Uuid),
            new("targetResourceUuid", FieldKind.Text, _ => ManagementNode),
            new("name", FieldKind.Text, j => j.Name),
            new("description", FieldKind.Text, j => j.Description),
            new("state", FieldKind.Text, j => j.State),
            new("jobData", FieldKind.Text, j => j.Data),
            new("jobClassName", FieldKind.Text, j => j.ClassName),
            new("triggersUuid", FieldKind.Texts, j => j.TriggerUuids),
            new("schedulerJobGroupUuids", FieldKind.Texts, j => j.GroupUuids),
            new("createDate", FieldKind.Time, j => j.CreateDate),
            new("lastOpDate", FieldKind.Time, j => j.LastOpDate),
        ]);
        ScheduledGroups = new QueryTable<ScheduledGroup>("org.zstack.header.scheduler.SchedulerJobGroupInventory", () => schedules.Groups, style, [
            new("uuid", FieldKind.Text, g => g.Uuid),
            new("name", FieldKind.Text, g => g.Name),
            new("description", FieldKind.Text, g => g.Description),
            new("state", FieldKind.Text, g => g.State),
            new("jobType", FieldKind.Text, g => g.JobType),
            new("jobData", FieldKind.Text, g => g.Data),
            new("triggersUuid", FieldKind.Texts, g => g.TriggerUuids),
            new("jobsUuid", FieldKind.Texts, g => g.JobUuids),
            new("createDate", FieldKind.Time, g => g.CreateDate),
            new("lastOpDate", FieldKind.Time, g => g.LastOpDate),
        ]);
        ScheduledTriggers = new QueryTable<ScheduledTrigger>("org.zstack.header.scheduler.SchedulerTriggerInventory", () => schedules.Triggers, style, [
            new("uuid", FieldKind.Text, t => t.Uuid),
            new("name", FieldKind.Text, t => t.Name),
            new("schedulerType", FieldKind.Text, t => t.Type),
            new("cron", FieldKind.Text, t => t.Cron),
            new("schedulerInterval", FieldKind.Number, t => t.Interval),
            new("repeatCount", FieldKind.Number, t => t.RepeatCount),
            new("startTime", FieldKind.Time, t => t.StartTime),
            new("stopTime", FieldKind.Time, t => t.StopTime),
            new("jobsUuid", FieldKind.Texts, t => schedules.Jobs.Where(j => j.TriggerUuids.Contains(t.Uuid)).Select(j => j.Uuid)),
            new("jobGroupsUuid", FieldKind.Texts, t => schedules.Groups.Where(g => g.TriggerUuids.Contains(t.Uuid)).Select(g => g.Uuid)),
            new("createDate", FieldKind.Time, t => t.CreateDate),
            new("lastOpDate", FieldKind.Time, t => t.CreateDate),
        ]);
        ScheduledRuns = new QueryTable<ScheduledRun>("org.zstack.header.scheduler.SchedulerJobHistoryInventory", () => schedules.Runs, style, [
            new("id", FieldKind.Number, r => r.Id),
            new("triggerUuid", FieldKind.Text, r => r.TriggerUuid),
            new("schedulerJobUuid", FieldKind.Text, r => r.JobUuid),
            new("schedulerJobGroupUuid", FieldKind.Text, r => r.GroupUuid),
            new("startTime", FieldKind.Time, r => r.StartTime),
            new("executeTime", FieldKind.Number, r => r.ExecuteTime),
            new("resultDump", FieldKind.Text, r => r.Result),
            new("success", FieldKind.Flag, r => r.Success),
        ]);
    }

    public QueryTable<BackupRecord> Backups { get; }

    /// <summary>The resources of the cloud, by the path of their query.</summary>
    public IReadOnlyDictionary<string, QueryTable<CloudResource>> Resources { get; } = new Dictionary<string, QueryTable<CloudResource>>();

    public QueryTable<ScheduledJob> ScheduledJobs { get; }

    public QueryTable<ScheduledGroup> ScheduledGroups { get; }

    public QueryTable<ScheduledTrigger> ScheduledTriggers { get; }

    public QueryTable<ScheduledRun> ScheduledRuns { get; }

    public QueryTable<StorageInfo> Storages { get; }

    public QueryTable<StorageInfo> ImageStores { get; }

    public QueryTable<TagRow> SystemTags { get; }

    public QueryTable<LongJobRow> LongJobs { get; }

    public QueryTable<ConfigRow> GlobalConfigs { get; }

    private static QueryField<StorageInfo>[] Storage =>
    [
        new("uuid", FieldKind.Text, s => s.Uuid),
        new("name", FieldKind.Text, s => s.Name),
        new("url", FieldKind.Text, s => s.Url),
        new("description", FieldKind.Text, s => s.Description),
        new("totalCapacity", FieldKind.Number, s => s.TotalCapacity),
        new("availableCapacity", FieldKind.Number, s => s.AvailableCapacity),
        new("type", FieldKind.Text, s => s.Type),
        new("state", FieldKind.Text, s => s.State),
        new("status", FieldKind.Text, s => s.Status),
        new("createDate", FieldKind.Time, s => s.CreateDate),
        new("lastOpDate", FieldKind.Time, s => s.LastOpDate),
        new("attachedZoneUuids", FieldKind.Texts, s => s.AttachedZoneUuids),
        new("__systemTag__", FieldKind.Texts, s => s.Tags),
    ];

    private static QueryTable<CloudResource> ResourceTable(CloudKind kind, Cloud cloud, TimestampStyle style) => new(kind.Class, () => cloud.Now(kind), style, [
        new("uuid", FieldKind.Text, r => r.Uuid),
        .. kind.Columns.Select((column, i) => CloudKind.IsNumber(column)
            ? new QueryField<CloudResource>(column, FieldKind.Number, r => r.Values[i] is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : null)
            : new QueryField<CloudResource>(column, FieldKind.Text, r => r.Values[i])),
        new("createDate", FieldKind.Time, r => r.CreateDate),
        new("lastOpDate", FieldKind.Time, r => r.LastOpDate),
    ]);

    private static TagRow[] Tags(NodeData data) =>
    [
        .. data.Storages.SelectMany(s => s.Tags.Select(tag => new TagRow(s.Uuid, s.IsImageStore ? "ImageStoreBackupStorageVO" : "CephBackupStorageVO", tag, s.CreateDate))),
        .. data.Records.SelectMany(r => r.SystemTags.Select(tag => new TagRow(r.Uuid, "DatabaseBackupVO", tag, r.CreateDate))),
    ];

    internal sealed record TagRow(string ResourceUuid, string ResourceType, string Tag, DateTimeOffset CreateDate);

    internal sealed record LongJobRow(string Uuid, DateTimeOffset CreateDate);

    internal sealed record ConfigRow(bool VmHa);
}
