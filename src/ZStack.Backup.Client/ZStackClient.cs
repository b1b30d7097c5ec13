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

    /// <summary>Logs in and finds out the server's time zone.</summary>
    /// <param name="zone">The zone of the server's times; <c>null</c> to ask the server.</param>
    /// <param name="reconnect">Whether the session logs in again by itself when it has expired.</param>
    /// <exception cref="ZStackException">AuthenticationFailed, Unreachable, CertificateNotTrusted, NotAnApi, or the server's own code.</exception>
    public static Task<ZStackSession> ConnectAsync(ConnectionSettings settings, LogIn logIn, ServerTimeZone? zone, bool reconnect, IProgress<ClientEvent>? events, CancellationToken cancellation) =>
        SessionOpener.ConnectAsync(settings, logIn, zone, reconnect, events, cancellation);

    /// <summary>Asks a node whether it is ready, its version and time. Needs no log-in.</summary>
    /// <returns>Also for a node that does not answer: <see cref="ZStackConnectionInfo.Ready"/> is false and the reason set.</returns>
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

    /// <summary>Version of the node; <c>null</c> when it does not say.</summary>
    public Task<string?> VersionAsync(CancellationToken cancellation) => _session.Node.VersionAsync(_events, cancellation);

    /// <summary>GetDatabaseBackupFromImageStore: the backups on an image store, which need not be registered in this cloud.</summary>
    /// <param name="registryPort">1-65535; <c>null</c> leaves it to the server.</param>
    /// <returns>A reader of an answer that is still arriving; dispose it to free the connection at once.</returns>
    /// <exception cref="ZStackException">Of any kind; those that belong to the middle of the answer come from the reader.</exception>
    public Task<IItemReader<ImageInfo>> ReadImageStoreAsync(ImageStoreUrl url, int? registryPort, IReadOnlyCollection<string>? systemTags, IReadOnlyCollection<string>? userTags, CancellationToken cancellation) =>
        ImageStoreQuery.ReadAsync(_session, url, registryPort, systemTags, userTags, _events, cancellation);

    /// <summary>Logs out; a session the server no longer knows counts as logged out.</summary>
    public Task LogOutAsync(CancellationToken cancellation) => _session.LogOutAsync(_events, cancellation);

    /// <summary>Logs out for good: the session refuses to be used again, by any thread.</summary>
    public Task DisconnectAsync(CancellationToken cancellation)
    {
        _session.Close();
        return LogOutAsync(cancellation);
    }
}
