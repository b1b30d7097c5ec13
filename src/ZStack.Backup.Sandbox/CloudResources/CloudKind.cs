using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Sandbox.CloudResources;

/// <summary>A kind of resource of the node's cloud: docs/zstack-api.md section 15.</summary>
/// <param name="Name">As the server calls it.</param>
/// <param name="Path">Of its query, behind <c>/v1/</c>.</param>
/// <param name="Class">Of its inventory.</param>
/// <param name="Columns">Besides uuid, deleted and the times; each is a member of the inventory, too.</param>
internal sealed record CloudKind(string Name, string Table, string Path, string Class, string[] Columns)
{
    // Members that are numbers in answers, and in a dump without quotes.
    private static readonly HashSet<string> Numbers = ["size", "cpuNum"];

    public static IReadOnlyList<CloudKind> All { get; } =
    [
        new("VmInstance", "VmInstanceEO", "vm-instances", "org.zstack.header.vm.VmInstanceInventory", ["name", "description", "hostUuid", "rootVolumeUuid", "type", "state", "cpuNum"]),
        new("Volume", "VolumeEO", "volumes", "org.zstack.header.volume.VolumeInventory", ["name", "primaryStorageUuid", "vmInstanceUuid", "installPath", "type", "size", "status"]),
        new("VolumeSnapshot", "VolumeSnapshotEO", "volume-snapshots", "org.zstack.header.storage.snapshot.VolumeSnapshotInventory", ["name", "volumeUuid", "primaryStorageUuid", "primaryStorageInstallPath"]),
        new("Image", "ImageEO", "images", "org.zstack.header.image.ImageInventory", ["name", "size", "status", "format"]),
        new("Host", "HostEO", "hosts", "org.zstack.header.host.HostInventory", ["clusterUuid", "name", "managementIp", "state", "status"]),
        new("Zone", "ZoneEO", "zones", "org.zstack.header.zone.ZoneInventory", ["name", "description", "state"]),
        new("Cluster", "ClusterEO", "clusters", "org.zstack.header.cluster.ClusterInventory", ["zoneUuid", "name", "state"]),
        new("PrimaryStorage", "PrimaryStorageEO", "primary-storage", "org.zstack.header.storage.primary.PrimaryStorageInventory", ["zoneUuid", "name", "type", "url"]),
        // Its query is that of all storages, which are there before any cloud.
        new("BackupStorage", "BackupStorageEO", "", "", ["name", "type", "url"]),
        new("L2Network", "L2NetworkEO", "l2-networks", "org.zstack.header.network.l2.L2NetworkInventory", ["name", "physicalInterface"]),
        new("L3Network", "L3NetworkEO", "l3-networks", "org.zstack.header.network.l3.L3NetworkInventory", ["l2NetworkUuid", "name"]),
        new("VmNic", "VmNicVO", "vm-instances/nics", "org.zstack.header.vm.VmNicInventory", ["vmInstanceUuid", "l3NetworkUuid", "ip", "mac"]),
        new("Vip", "VipVO", "vips", "org.zstack.network.service.vip.VipInventory", ["name", "ip"]),
        new("Eip", "EipVO", "eips", "org.zstack.network.service.eip.EipInventory", ["name", "vipUuid"]),
        new("PortForwardingRule", "PortForwardingRuleVO", "port-forwarding", "org.zstack.network.service.portforwarding.PortForwardingRuleInventory", ["name"]),
        new("LoadBalancer", "LoadBalancerVO", "load-balancers", "org.zstack.network.service.lb.LoadBalancerInventory", ["name"]),
        new("SecurityGroup", "SecurityGroupVO", "security-groups", "org.zstack.network.securitygroup.SecurityGroupInventory", ["name"]),
        new("AffinityGroup", "AffinityGroupVO", "affinity-groups", "org.zstack.header.affinitygroup.AffinityGroupInventory", ["name"]),
        new("InstanceOffering", "InstanceOfferingEO", "instance-offerings", "org.zstack.header.configuration.InstanceOfferingInventory", ["name", "cpuNum"]),
        new("DiskOffering", "DiskOfferingEO", "disk-offerings", "org.zstack.header.configuration.DiskOfferingInventory", ["name"]),
        new("Account", "AccountVO", "accounts", "org.zstack.header.identity.AccountInventory", ["name", "type"]),
        new("User", "UserVO", "accounts/users", "org.zstack.header.identity.UserInventory", ["accountUuid", "name"]),
    ];

    /// <summary>Rows stay in the table when they are deleted, until they are expunged.</summary>
    public bool KeepsDeleted => Table.EndsWith("EO", System.StringComparison.Ordinal);

    public static CloudKind Named(string name) => All.First(kind => kind.Name == name);

    public static bool IsNumber(string column) => Numbers.Contains(column);
}
