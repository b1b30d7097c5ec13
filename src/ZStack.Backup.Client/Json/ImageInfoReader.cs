using System;
using System.Collections.Generic;
using Newtonsoft.Json;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Models;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>Makes an <see cref="ImageInfo"/> of an element of either answer: the documented <c>infos</c> and the <c>backups</c> of the SDKs.</summary>
internal sealed class ImageInfoReader
{
    private readonly INode _node;
    private readonly string _store;
    private readonly int _registryPort;
    private readonly Redactor _redactor;
    private readonly IProgress<ClientEvent>? _events;

    public ImageInfoReader(INode node, string store, int registryPort, Redactor redactor, IProgress<ClientEvent>? events)
    {
        _node = node;
        _store = store;
        _registryPort = registryPort;
        _redactor = redactor;
        _events = events;
    }

    public IReadOnlyDictionary<string, ReadElement<ImageInfo>> Lists => new Dictionary<string, ReadElement<ImageInfo>>
    {
        ["infos"] = ReadInfo,
        ["backups"] = ReadBackup,
    };

    private ImageInfo ReadInfo(JsonReader reader)
    {
        string? id = null, name = null, parent = null, blobsum = null, author = null, arch = null, desc = null;
        object? created = null;
        long? size = null, virtualSize = null;
        while (ElementReader.NextMember(reader, out string member))
        {
            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "id": id = LenientJson.Text(value); break;
                case "name": name = LenientJson.Text(value); break;
                case "parent": parent = LenientJson.Text(value); break;
                case "blobsum": blobsum = LenientJson.Text(value); break;
                case "author": author = LenientJson.Text(value); break;
                case "arch": arch = LenientJson.Text(value); break;
                case "desc": desc = LenientJson.Text(value); break;
                case "created": created = value; break;
                case "size": size = LenientJson.Long(value); break;
                case "virtualsize": virtualSize = LenientJson.Long(value); break;
            }
        }

        return new ImageInfo
        {
            Id = id,
            Name = name,
            InstallPath = InstallPath.Compose(name, id),
            Created = Time(created, id),
            Size = size,
            VirtualSize = virtualSize,
            Parent = parent,
            Blobsum = blobsum,
            Author = author,
            Arch = arch,
            Desc = desc,
            ReadMetadata = BackupMetadataReader.Read,
            ImageStore = _store,
            RegistryPort = _registryPort,
            Server = _node.Server,
            Origin = _node,
        };
    }

    private ImageInfo ReadBackup(JsonReader reader)
    {
        string? name = null, version = null, type = null, md5 = null, installPath = null;
        object? created = null;
        long? size = null;
        while (ElementReader.NextMember(reader, out string member))
        {
            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "name": name = LenientJson.Text(value); break;
                case "version": version = LenientJson.Text(value); break;
                case "type": type = LenientJson.Text(value); break;
                case "md5": md5 = LenientJson.Text(value); break;
                case "installPath": installPath = LenientJson.Text(value); break;
                case "createdTime": created = value; break;
                case "size": size = LenientJson.Long(value); break;
            }
        }

        (string? imageName, string? imageId) = InstallPath.Split(installPath);
        return new ImageInfo
        {
            Id = imageId,
            Name = imageName,
            Metadata = new BackupMetadata(name, version, type, md5),
            InstallPath = installPath,
            Created = Time(created, imageId),
            Size = size,
            ImageStore = _store,
            RegistryPort = _registryPort,
            Server = _node.Server,
            Origin = _node,
        };
    }

    private DateTimeOffset? Time(object? value, string? owner)
    {
        DateTimeOffset? time = ServerTimestamp.Read(value, _node.ServerTimeZone);
        if (time is null && value is not null)
            _events?.Report(new ClientEvent(ClientEventKind.TimeUnreadable, owner is null ? "?" : _redactor.Clean(owner), _redactor.Clean(LenientJson.Text(value))));
        return time;
    }
}
