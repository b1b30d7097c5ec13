using System;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Models;

namespace ZStack.Backup.Client.Json;

/// <summary>Makes models of the inventories that queries and jobs answer with.</summary>
internal sealed class RecordReader
{
    private readonly INode _node;

    public RecordReader(INode node) => _node = node;

    public DatabaseBackupRecord ReadBackup(JsonReader reader)
    {
        string? uuid = null, name = null, description = null, state = null, status = null, metadata = null;
        long? size = null;
        object? created = null, changed = null;
        ItemList<BackupStorageRef> copies = ItemList<BackupStorageRef>.Empty;
        while (ElementReader.NextMember(reader, out string member))
        {
            if (member == "backupStorageRefs")
            {
                copies = new ItemList<BackupStorageRef>(ElementReader.Objects(reader, ReadCopy));
                continue;
            }

            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "uuid": uuid = LenientJson.Text(value); break;
                case "name": name = LenientJson.Text(value); break;
                case "description": description = LenientJson.Text(value); break;
                case "state": state = LenientJson.Text(value); break;
                case "status": status = LenientJson.Text(value); break;
                case "size": size = LenientJson.Long(value); break;
                case "metadata": metadata = LenientJson.Text(value); break;
                case "createDate": created = value; break;
                case "lastOpDate": changed = value; break;
            }
        }

        BackupMetadata said = BackupMetadataReader.Read(metadata);
        return new DatabaseBackupRecord
        {
            Uuid = uuid,
            Name = name,
            Description = description,
            State = state,
            Status = status,
            Size = size,
            Version = said.Version,
            DatabaseType = said.Type,
            Md5 = said.Md5,
            CreateDate = Time(created),
            LastOpDate = Time(changed),
            BackupStorageRefs = copies,
            Server = _node.Server,
            Origin = _node,
        };
    }

    public BackupStorage ReadStorage(JsonReader reader)
    {
        string? uuid = null, name = null, description = null, url = null, type = null, state = null, status = null, host = null, user = null;
        long? total = null, available = null, port = null;
        object? created = null, changed = null;
        ItemList<string> zones = ItemList<string>.Empty;
        while (ElementReader.NextMember(reader, out string member))
        {
            if (member == "attachedZoneUuids")
            {
                zones = new ItemList<string>(ElementReader.Texts(reader));
                continue;
            }

            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "uuid": uuid = LenientJson.Text(value); break;
                case "name": name = LenientJson.Text(value); break;
                case "description": description = LenientJson.Text(value); break;
                case "url": url = LenientJson.Text(value); break;
                case "type": type = LenientJson.Text(value); break;
                case "state": state = LenientJson.Text(value); break;
                case "status": status = LenientJson.Text(value); break;
                case "hostname": host = LenientJson.Text(value); break;
                case "username": user = LenientJson.Text(value); break;
                case "sshPort": port = LenientJson.Long(value); break;
                case "totalCapacity": total = LenientJson.Long(value); break;
                case "availableCapacity": available = LenientJson.Long(value); break;
                case "createDate": created = value; break;
                case "lastOpDate": changed = value; break;
            }
        }

        return new BackupStorage
        {
            Uuid = uuid,
            Name = name,
            Description = description,
            Hostname = host,
            SshPort = port is >= 1 and <= 65535 ? (int)port : null,
            Username = user,
            StoragePath = url,
            TotalCapacity = total,
            AvailableCapacity = available,
            Type = type,
            State = state,
            Status = status,
            CreateDate = Time(created),
            LastOpDate = Time(changed),
            AttachedZoneUuids = zones,
            Server = _node.Server,
            Origin = _node,
        };
    }

    /// <summary>The record in the member <c>inventory</c> of a job's answer; <c>null</c> when it is not there.</summary>
    public DatabaseBackupRecord? Backup(JObject answer)
    {
        if (answer["inventory"] is not JObject inventory)
            return null;
        using JsonReader reader = inventory.CreateReader();
        reader.Read();
        return ReadBackup(reader);
    }

    private BackupStorageRef ReadCopy(JsonReader reader)
    {
        string? storage = null, path = null, url = null, status = null;
        object? created = null, changed = null;
        while (ElementReader.NextMember(reader, out string member))
        {
            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "backupStorageUuid": storage = LenientJson.Text(value); break;
                case "installPath": path = LenientJson.Text(value); break;
                case "exportUrl": url = LenientJson.Text(value); break;
                case "status": status = LenientJson.Text(value); break;
                case "createDate": created = value; break;
                case "lastOpDate": changed = value; break;
            }
        }

        return new BackupStorageRef
        {
            BackupStorageUuid = storage,
            InstallPath = path,
            ExportUrl = string.IsNullOrEmpty(url) ? null : url,
            Status = status,
            CreateDate = Time(created),
            LastOpDate = Time(changed),
        };
    }

    private DateTimeOffset? Time(object? value) => ServerTimestamp.Read(value, _node.ServerTimeZone);
}
