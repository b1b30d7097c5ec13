using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Client.Restores;

/// <summary>The checks of a backup that lies on an image store: the node reads the store once more, with the credential it will get.</summary>
internal sealed class ImageChecks : IBackupChecks
{
    private readonly ZStackSession _session;
    private readonly IProgress<ClientEvent>? _events;
    private readonly ImageInfo _image;
    private readonly ImageStoreUrl _store;
    private Task<Contents>? _scan;

    public ImageChecks(ZStackSession session, ImageInfo image, ImageStoreUrl store, IProgress<ClientEvent>? events)
    {
        _session = session;
        _events = events;
        _image = image;
        _store = store;
    }

    public async Task<CheckEnd> ReadyAsync(CancellationToken cancellation)
    {
        bool isThere = (await ScanAsync(cancellation).ConfigureAwait(false)).HasImage;
        return new CheckEnd(isThere ? CheckOutcome.Passed : CheckOutcome.Failed, isThere ? RestoreFinding.RecordReadyOnStore : RestoreFinding.RecordReadyNotOnStore, _image.InstallPath ?? "", _store.Display);
    }

    public async Task<CheckEnd> StorageAsync(CancellationToken cancellation)
    {
        try
        {
            await ScanAsync(cancellation).ConfigureAwait(false);
            return new CheckEnd(CheckOutcome.Passed, RestoreFinding.StorageConnectedPassed, _store.Display);
        }
        catch (ZStackApiException e) when (!e.IsSessionExpired)
        {
            return new CheckEnd(CheckOutcome.Failed, RestoreFinding.StorageConnectedUnreadable, _store.Display, e.Details);
        }
    }

    public async Task<CheckEnd> NewerAsync(CancellationToken cancellation) => (await ScanAsync(cancellation).ConfigureAwait(false)).Newer.ToFinding();

    private Task<Contents> ScanAsync(CancellationToken cancellation) => _scan ??= ReadAsync(cancellation);

    private async Task<Contents> ReadAsync(CancellationToken cancellation)
    {
        using IItemReader<ImageInfo> images = await ImageStoreQuery.ReadAsync(_session, _store, _image.RegistryPort, null, null, _events, cancellation).ConfigureAwait(false);
        var contents = new Contents(new NewerBackups(_image.Created));
        while (images.TryRead(out ImageInfo? image))
        {
            if (image!.InstallPath == _image.InstallPath)
                contents.HasImage = true;
            else
                contents.Newer.Add(image.BackupName ?? image.InstallPath, image.Created);
        }

        return contents;
    }

    private sealed class Contents
    {
        public Contents(NewerBackups newer) => Newer = newer;

        public bool HasImage { get; set; }

        public NewerBackups Newer { get; }
    }
}
