using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Client;

/// <summary>The operations of the API, one method each. Cheap to make: the connection belongs to the session.</summary>
/// <remarks>
/// Thread-safe; the readers that it gives are for one thread at a time. What fails is a <see cref="ZStackException"/>, what is cancelled an
/// <see cref="OperationCanceledException"/>. Every call to a node may end with SessionExpired, AuthenticationFailed, ClockSkewed,
/// Unreachable, CertificateNotTrusted, Timeout, NotAnApi, ApiNotSupported, InvalidResponse, Redirected, ServerError, BadRequest, or Api with a code of
/// the node; the methods name what is more or special. A read is tried up to four times while the node cannot be reached.
/// </remarks>
public sealed partial class ZStackClient
{
    /// <summary>Port of the image store's registry when none is said.</summary>
    public const int DefaultRegistryPort = ImageStoreUrl.DefaultRegistryPort;

    private readonly ZStackSession _session;
    private readonly IProgress<ClientEvent>? _events;

    /// <param name="events">Told what happens, from any thread, with nothing secret in it.</param>
    public ZStackClient(ZStackSession session, IProgress<ClientEvent>? events = null)
    {
        _session = session;
        _events = events;
    }

    /// <summary>Logs in and finds out the server's time zone (docs/zstack-api.md sections 1.5 and 2).</summary>
    /// <param name="settings">Which node, and how to reach it.</param>
    /// <param name="logIn">Who logs in.</param>
    /// <param name="zone">The zone of the server's times; <c>null</c> to ask the server.</param>
    /// <param name="reconnect">Whether the session logs in again by itself when it has expired.</param>
    /// <returns>A session to be disposed by the caller, who also logs out with <see cref="DisconnectAsync"/>.</returns>
    /// <exception cref="ZStackException">SessionExpired for a session id that the node does not know; AuthenticationFailed, or the server's own code such as <c>ID.1000</c>, for wrong credentials.</exception>
    public static Task<ZStackSession> ConnectAsync(ConnectionSettings settings, LogIn logIn, ServerTimeZone? zone, bool reconnect, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        SessionOpener.ConnectAsync(settings, logIn, zone, reconnect, events, cancellation);

    /// <summary>Asks a node whether it is ready, its version and time. Needs no log-in.</summary>
    /// <returns>Also for a node that does not answer, which is no exception: <see cref="ZStackConnectionInfo.Ready"/> is false.</returns>
    public static async Task<ZStackConnectionInfo> ProbeAsync(ConnectionSettings settings, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        using var transport = new Transport(settings);
        var node = new NodeCalls(transport, Redactor.Patterns.With(settings.ProxyCredential?.Password));
        ZStackException? failure = null;
        string? version = null;
        ServerTimeZone? zone = null;
        var clock = new ServerClock(node);
        bool clockKnown = false;
        var watch = Stopwatch.StartNew();
        TimeSpan? responseTime = null;
        try
        {
            try
            {
                await node.ReadyAsync(events, cancellation).ConfigureAwait(false);
            }
            finally
            {
                responseTime = watch.Elapsed;
            }

            version = await node.VersionAsync(events, cancellation).ConfigureAwait(false);
            await clock.MeasureAsync(events, cancellation).ConfigureAwait(false);
            clockKnown = true;
            zone = await node.TimeZoneAsync(null, events, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException e) when (clockKnown && e.Kind == ZStackErrorKind.ApiNotSupported)
        {
            // Ready, only too old to tell its zone.
        }
        catch (ZStackException e)
        {
            failure = e;
        }

        return new ZStackConnectionInfo
        {
            Server = settings.Address.Name,
            Url = settings.Address.Url,
            Ready = failure is null,
            Version = version,
            ServerTime = !clockKnown ? null : zone?.At(clock.Now) ?? clock.Now,
            ClockDifference = clockKnown ? clock.Difference : null,
            TimeZone = zone?.Id,
            ResponseTime = failure is { Kind: ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout } ? null : responseTime,
            Failure = failure,
        };
    }

    /// <summary>Version of the product that the node runs, such as <c>5.2.1</c>; <c>null</c> when it does not say. Asked without the session.</summary>
    public Task<string?> VersionAsync(CancellationToken cancellation) => _session.Node.VersionAsync(_events, cancellation);

    /// <summary>GetDatabaseBackupFromImageStore: the backups on an image store, which need not be registered in this cloud (docs/zstack-api.md section 3.1). May take minutes.</summary>
    /// <param name="url">The store, with a user who may log in there by ssh.</param>
    /// <param name="registryPort">1-65535; <c>null</c> leaves it to the server, which takes 8000.</param>
    /// <param name="systemTags">Sent as they are; <c>null</c> for none.</param>
    /// <param name="userTags">Sent as they are; <c>null</c> for none.</param>
    /// <returns>A reader of an answer that is still arriving; dispose it to free the connection at once.</returns>
    /// <exception cref="ZStackException">Of any kind; those that belong to the middle of the answer come from the reader.</exception>
    public Task<IItemReader<ImageInfo>> ReadImageStoreAsync(ImageStoreUrl url, int? registryPort, IReadOnlyCollection<string>? systemTags, IReadOnlyCollection<string>? userTags, CancellationToken cancellation) =>
        ImageStoreQuery.ReadAsync(_session, url, registryPort, systemTags, userTags, _events, cancellation);

    /// <summary>Logs out; a session the server no longer knows counts as logged out. Sends nothing for an access key, which has no session there.</summary>
    public Task LogOutAsync(CancellationToken cancellation) => _session.LogOutAsync(_events, cancellation);

    /// <summary>Logs out for good: the session refuses to be used again, by any thread.</summary>
    public Task DisconnectAsync(CancellationToken cancellation)
    {
        _session.Close();
        return LogOutAsync(cancellation);
    }
}
