using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ZStack.Backup.Sandbox.CloudResources;
using ZStack.Backup.Sandbox.State;

namespace ZStack.Backup.Sandbox.Seeds;

/// <summary>A cloud of a given number of VMs, most of them old, with something new for each of the last nights and since.</summary>
internal sealed class CloudSeed
{
    private const int SinceLastBackup = 3;

    // As in the dump of the sample, which a server has to be able to load with these: names that are trouble for a reader.
    private static readonly string[] Names = ["web", "db", "café", "it's; --", "back\\slash", "\"quoted\"", "two\nlines", "mail"];

    private readonly Cloud _cloud = new();
    private readonly DateTimeOffset _old;
    private readonly int _node;
    private int _uuid;

    private CloudSeed(DateTimeOffset now, int node)
    {
        _old = now.AddDays(-60);
        _node = node;
    }

    /// <param name="vms">At least four.</param>
    /// <param name="nights">When backups were made, the newest first.</param>
    public static Cloud Make(int vms, DateTimeOffset now, IReadOnlyList<DateTimeOffset> nights, IEnumerable<StorageInfo> storages, int node)
    {
        var seed = new CloudSeed(now, node);
        seed.Fill(vms, now, nights, [.. storages]);
        return seed._cloud;
    }

    private void Fill(int vms, DateTimeOffset now, IReadOnlyList<DateTimeOffset> nights, StorageInfo[] storages)
    {
        // The one that the storages are attached to.
        string zone = SandboxStorages.Zone;
        _cloud.Put(Second(_old), new CloudResource("Zone", zone, ["ZONE-1", null, "Enabled"]) { CreateDate = Second(_old) });
        string cluster = Old("Cluster", zone, "Cluster-1", "Enabled");
        string[] hosts = [.. Enumerable.Range(1, 3).Select(i => Old("Host", cluster, $"host-{i}", $"10.0.0.{20 + i}", "Enabled", "Connected"))];
        string first = Old("PrimaryStorage", zone, "PS-1", "LocalStorage", "/zstack_ps"), second = Old("PrimaryStorage", zone, "PS-2", "SharedBlock", "/zstack_ps2");
        foreach (StorageInfo storage in storages)
            _cloud.Put(storage.CreateDate, new CloudResource("BackupStorage", storage.Uuid, [storage.Name, storage.Type, storage.Url]) { CreateDate = storage.CreateDate });
        string network = Old("L3Network", Old("L2Network", "L2-1", "eth0"), "L3-1");
        string vip = Old("Vip", "vip-1", "172.16.0.5");
        Old("Eip", "eip-1", vip);
        Old("PortForwardingRule", "ssh");
        Old("LoadBalancer", "lb-web");
        Old("SecurityGroup", "sg-default");
        Old("AffinityGroup", "ag-db");
        Old("InstanceOffering", "small", "1");
        Old("InstanceOffering", "large", "8");
        Old("DiskOffering", "100G");
        _cloud.Put(_old, new CloudResource("Account", SandboxAccounts.AdminUuid, [SandboxAccounts.Account, "SystemAdmin"]) { CreateDate = _old });
        string team = Old("Account", "O'Brien; DROP TABLE `AccountVO`; -- ", "Normal");
        Old("User", team, SandboxAccounts.User);
        for (int i = 0; i < 2 + (vms / 5); i++)
            Old("Image", $"image-{i}", "1073741824", "Ready", "qcow2");
        // One for each night, the oldest of them with the least.
        int young = Math.Min(nights.Count, vms / 4);
        int olds = vms - young - Math.Min(SinceLastBackup, vms / 4);
        CloudResource? moved = null;
        for (int i = 0; i < olds; i++)
        {
            CloudResource root = Vm(i, _old.AddMinutes(i % 1000), hosts[i % hosts.Length], first, network);
            if (i == 1)
                moved = root;
            // Waits to be expunged, in each backup.
            if (i % 11 == 5)
                _cloud.Put(_old.AddDays(20), root with { IsDeleted = true });
        }

        for (int i = 0; i < young; i++)
            Vm(olds + i, nights[i].AddHours(-9), hosts[i % hosts.Length], first, network);
        if (nights.Count == 0)
            return;
        TimeSpan since = now - nights[0];
        DateTimeOffset Since(int part) => Second(nights[0] + (since * part / 10));
        for (int i = olds + young; i < vms; i++)
            Vm(i, Since(2 + i - olds - young), hosts[0], first, network);
        Made("Image", Since(3), "golden", "2147483648", "Ready", "qcow2");
        Made("VolumeSnapshot", Since(4), "before-upgrade", moved!.Uuid, first, "/zstack_ps/snapshots/before-upgrade.qcow2");
        _cloud.Put(Since(6), moved.With("primaryStorageUuid", second).With("installPath", "/zstack_ps2/rootVolumes/" + moved.Uuid + ".qcow2"));
    }

    /// <returns>Its root volume.</returns>
    private CloudResource Vm(int i, DateTimeOffset made, string host, string storage, string network)
    {
        made = Second(made);
        string vm = NewUuid(), root = NewUuid(), data = NewUuid();
        string name = $"{Names[i % Names.Length]}-{i}";
        bool runs = i % 3 != 2;
        _cloud.Put(made, new CloudResource("VmInstance", vm, [name, $"it's number {i}", runs ? host : null, root, "UserVm", runs ? "Running" : "Stopped", "2"]) { CreateDate = made });
        var volume = new CloudResource("Volume", root, ["ROOT-for-" + name, storage, vm, $"/zstack_ps/rootVolumes/acct-{SandboxAccounts.AdminUuid}/vol-{root}/{root}.qcow2", "Root", "42949672960", "Ready"]) { CreateDate = made };
        _cloud.Put(made, volume);
        if (i % 4 != 3)
            _cloud.Put(made, new CloudResource("Volume", data, ["DATA-for-" + name, storage, vm, $"/zstack_ps/dataVolumes/acct-{SandboxAccounts.AdminUuid}/vol-{data}/{data}.qcow2", "Data", "107374182400", "Ready"]) { CreateDate = made });
        string ip = string.Create(CultureInfo.InvariantCulture, $"172.{16 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}");
        string mac = string.Create(CultureInfo.InvariantCulture, $"fa:{(i >> 16) & 255:x2}:3e:{(i >> 8) & 255:x2}:00:{i & 255:x2}");
        _cloud.Put(made, new CloudResource("VmNic", NewUuid(), [vm, network, ip, mac]) { CreateDate = made });
        return volume;
    }

    private string Old(string kind, params string?[] values) => Made(kind, _old, values);

    private string Made(string kind, DateTimeOffset when, params string?[] values)
    {
        string uuid = NewUuid();
        _cloud.Put(Second(when), new CloudResource(kind, uuid, values) { CreateDate = Second(when) });
        return uuid;
    }

    private string NewUuid() => BackupSeries.Uuid(_uuid++ + 53_000_017, _node);

    private static DateTimeOffset Second(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
