using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Comparison;

/// <summary>What a difference of a field means.</summary>
internal enum FieldUse
{
    /// <summary>It is kept for the rows themselves.</summary>
    Shown,

    /// <summary>Where the data lie.</summary>
    Place,

    /// <summary>What somebody decided: a restore takes it back.</summary>
    Decision,

    /// <summary>What the cloud found out by itself, and will find out again.</summary>
    Information,

    /// <summary>A state; only those that last are compared.</summary>
    State,
}

/// <summary>One field of a resource: a member of the API and a column of the dump by the same name.</summary>
internal sealed class ResourceField
{
    public ResourceField(string name, FieldUse use)
    {
        Name = name;
        Use = use;
    }

    public string Name { get; }

    public FieldUse Use { get; }
}

/// <summary>Where resources of a kind are, and what of them is compared. Source: docs/zstack-api.md section 15.</summary>
internal sealed class ResourceSchema
{
    public const string Owners = "AccountResourceRefVO";

    /// <summary>The owner is a field of every resource, and stands in a table of its own.</summary>
    public const string Owner = "accountUuid";

    // Others pass by themselves: what a resource is on its way to is no difference that anybody decided.
    private static readonly HashSet<string> Lasting = ["Running", "Stopped", "Paused", "Destroyed", "Enabled", "Disabled", "Maintenance", "Ready", "NotInstantiated", "Deleted"];

    private ResourceSchema(ResourceKind kind, string table, string path, string operation, string nameField, params ResourceField[] fields)
    {
        Kind = kind;
        Table = table;
        Path = path;
        Operation = operation;
        Fields = fields;
        NameField = Array.FindIndex(fields, field => field.Name == nameField);
    }

    /// <summary>By <see cref="ResourceKind"/>.</summary>
    public static IReadOnlyList<ResourceSchema> All { get; } =
    [
        new(ResourceKind.VmInstance, "VmInstanceEO", "/v1/vm-instances", "QueryVmInstance", "name", Decision("name"), State("state"), Information("hostUuid"), Shown(RootVolume)),
        new(ResourceKind.Volume, "VolumeEO", "/v1/volumes", "QueryVolume", "name", Place("installPath"), Place("primaryStorageUuid"), Decision("name"), State("status"), Decision("vmInstanceUuid"), Decision("size")),
        new(ResourceKind.VolumeSnapshot, "VolumeSnapshotEO", "/v1/volume-snapshots", "QueryVolumeSnapshot", "name", Place("primaryStorageInstallPath"), Place("primaryStorageUuid"), Decision("name"), Decision("volumeUuid")),
        new(ResourceKind.Image, "ImageEO", "/v1/images", "QueryImage", "name", Decision("name"), State("status")),
        new(ResourceKind.Host, "HostEO", "/v1/hosts", "QueryHost", "name", Decision("name"), Decision("managementIp"), State("state")),
        Named(ResourceKind.Zone, "ZoneEO", "/v1/zones"),
        Named(ResourceKind.Cluster, "ClusterEO", "/v1/clusters"),
        new(ResourceKind.PrimaryStorage, "PrimaryStorageEO", "/v1/primary-storage", "QueryPrimaryStorage", "name", Decision("name"), Decision("url")),
        new(ResourceKind.BackupStorage, "BackupStorageEO", "/v1/backup-storage", "QueryBackupStorage", "name", Decision("name"), Decision("url")),
        Named(ResourceKind.L2Network, "L2NetworkEO", "/v1/l2-networks"),
        Named(ResourceKind.L3Network, "L3NetworkEO", "/v1/l3-networks"),
        new(ResourceKind.VmNic, "VmNicVO", "/v1/vm-instances/nics", "QueryVmNic", "ip", Decision("ip"), Decision("mac"), Decision("vmInstanceUuid"), Decision("l3NetworkUuid")),
        Named(ResourceKind.Vip, "VipVO", "/v1/vips"),
        Named(ResourceKind.Eip, "EipVO", "/v1/eips"),
        Named(ResourceKind.PortForwardingRule, "PortForwardingRuleVO", "/v1/port-forwarding"),
        Named(ResourceKind.LoadBalancer, "LoadBalancerVO", "/v1/load-balancers"),
        Named(ResourceKind.SecurityGroup, "SecurityGroupVO", "/v1/security-groups"),
        Named(ResourceKind.AffinityGroup, "AffinityGroupVO", "/v1/affinity-groups"),
        Named(ResourceKind.InstanceOffering, "InstanceOfferingEO", "/v1/instance-offerings"),
        Named(ResourceKind.DiskOffering, "DiskOfferingEO", "/v1/disk-offerings"),
        new(ResourceKind.Account, "AccountVO", "/v1/accounts", "QueryAccount", "name", Decision("name"), Decision("type")),
        Named(ResourceKind.User, "UserVO", "/v1/accounts/users"),
    ];

    private const string RootVolume = "rootVolumeUuid";

    public ResourceKind Kind { get; }

    /// <summary>In the database <c>zstack</c>.</summary>
    public string Table { get; }

    /// <summary>Of the query, with its version.</summary>
    public string Path { get; }

    public string Operation { get; }

    public IReadOnlyList<ResourceField> Fields { get; }

    public int NameField { get; }

    /// <summary>The field of a VM that names its root volume; -1 for other kinds.</summary>
    public int RootVolumeField => Kind == ResourceKind.VmInstance ? IndexOf(RootVolume) : -1;

    /// <summary>What a query asks for.</summary>
    public IEnumerable<string> Members => ["uuid", .. Fields.Select(one => one.Name), "createDate", "lastOpDate"];

    public static ResourceSchema Of(ResourceKind kind) => All[(int)kind];

    public static bool Lasts(string? state) => state is not null && Lasting.Contains(state);

    private int IndexOf(string name) => Array.FindIndex([.. Fields], field => field.Name == name);

    private static ResourceSchema Named(ResourceKind kind, string table, string path) => new(kind, table, path, "Query" + kind, "name", Decision("name"));

    private static ResourceField Shown(string name) => new(name, FieldUse.Shown);

    private static ResourceField Place(string name) => new(name, FieldUse.Place);

    private static ResourceField Decision(string name) => new(name, FieldUse.Decision);

    private static ResourceField Information(string name) => new(name, FieldUse.Information);

    private static ResourceField State(string name) => new(name, FieldUse.State);
}
