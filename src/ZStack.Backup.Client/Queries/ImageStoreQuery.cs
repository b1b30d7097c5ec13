using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Queries;

/// <summary>The main job: the backups on an image store. Source: docs/zstack-api.md section 2.</summary>
internal static class ImageStoreQuery
{
    /// <inheritdoc cref="ZStackClient.ReadImageStoreAsync"/>
    public static async Task<IItemReader<ImageInfo>> ReadAsync(ZStackSession session, ImageStoreUrl url, int? registryPort, IReadOnlyCollection<string>? systemTags, IReadOnlyCollection<string>? userTags, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        ApiRequest request = new ApiRequest(HttpMethod.Get, "/v1/database-backups/image-store")
            .With("url", url.Full)
            .With("registryPort", registryPort?.ToString(CultureInfo.InvariantCulture))
            .With("systemTags", systemTags)
            .With("userTags", userTags);
        Redactor redactor = session.Redactor.With(url.Password);
        ApiResponse response = await session.SendAsync(request, redactor, events, cancellation).ConfigureAwait(false);
        var elements = new ImageInfoReader(session, url.Display, registryPort ?? ImageStoreUrl.DefaultRegistryPort, redactor, events);
        return new ListReader<ImageInfo>(response, session.Address, redactor, "GetDatabaseBackupFromImageStore", elements.Lists);
    }
}
