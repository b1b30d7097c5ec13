using Newtonsoft.Json;

namespace ZStack.Backup.Client.Json;

/// <summary>The member names that answers repeat for each element: made once instead of once per element.</summary>
internal static class MemberNames
{
    public static readonly JsonNameTable Table = Create();

    private static DefaultJsonNameTable Create()
    {
        var table = new DefaultJsonNameTable();
        foreach (string name in new[]
        {
            "infos", "backups", "inventories", "total", "error", "schema", "success",
            "id", "name", "parent", "blobsum", "created", "author", "arch", "desc", "size", "virtualsize",
            "version", "type", "md5", "installPath", "createdTime", "description",
            "uuid", "state", "status", "metadata", "createDate", "lastOpDate",
            "backupStorageRefs", "databaseBackupUuid", "backupStorageUuid", "exportUrl",
            "url", "hostname", "username", "sshPort", "totalCapacity", "availableCapacity", "attachedZoneUuids",
            "time", "level", "outcome", "checks", "phases", "sha256", "module", "server", "host", "previous", "read", "start", "load", "count",
            "hostUuid", "rootVolumeUuid", "primaryStorageUuid", "vmInstanceUuid", "primaryStorageInstallPath", "volumeUuid",
            "managementIp", "ip", "mac", "l3NetworkUuid",
        })
        {
            table.Add(name);
        }

        return table;
    }
}
