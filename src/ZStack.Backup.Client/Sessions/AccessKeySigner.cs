using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Sessions;

/// <summary>Signs each request with an access key.</summary>
/// <remarks>
/// The server compares wall clocks unless it is told to check zones, so the date is its own wall time with its own offset:
/// right in both modes. Source: docs/zstack-api.md section 1.5.
/// </remarks>
internal sealed class AccessKeySigner : Authenticator
{
    private readonly AccessKeyLogIn _key;
    private readonly NodeCalls _node;
    private readonly ServerClock _clock;

    // Tried once each when the server still calls the time skewed.
    private readonly ServerTimeZone[] _guesses = [ServerTimeZone.Local, ServerTimeZone.FromOffset(TimeSpan.FromHours(8)), ServerTimeZone.FromOffset(TimeSpan.Zero)];
    private volatile ServerTimeZone _known;
    private volatile ServerTimeZone _zone;

    public AccessKeySigner(AccessKeyLogIn key, NodeCalls node, ServerClock clock, ServerTimeZone zone)
    {
        _key = key;
        _node = node;
        _clock = clock;
        _known = _zone = zone;
    }

    /// <summary>The zone of the dates that are signed now.</summary>
    public ServerTimeZone Zone => _zone;

    public override Authorization Authorize(ApiRequest request)
    {
        string date = FormatDate(_zone.At(_clock.Now));
        return new Authorization($"ZStack {_key.Id}:{Sign(_key.KeySecret, request.Method.Method, date, request.Path)}", date);
    }

    public override bool CanRecover(ZStackException failure) => failure.Kind == ZStackErrorKind.ClockSkewed;

    public override async Task RecoverAsync(Authorization used, ZStackException failure, int round, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        if (round == 0)
        {
            await _clock.MeasureAsync(events, cancellation).ConfigureAwait(false);
            _known = _zone = await AskForZoneAsync(events, cancellation).ConfigureAwait(false) ?? _known;
            return;
        }

        TimeSpan OffsetNow(ServerTimeZone zone) => zone.At(_clock.Now).Offset;
        // What comes to the same wall time has been refused already.
        ServerTimeZone[] left = [.. _guesses.GroupBy(OffsetNow).Where(same => same.Key != OffsetNow(_known)).Select(same => same.First())];
        if (round <= left.Length)
        {
            _zone = left[round - 1];
            return;
        }

        _zone = _known;
        throw new ZStackException(ZStackErrorKind.ClockSkewed, failure, _node.Server, Clock(_clock.Now), Clock(DateTimeOffset.UtcNow));
    }

    /// <returns><c>null</c> when the server does not say.</returns>
    private async Task<ServerTimeZone?> AskForZoneAsync(IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        try
        {
            return await _node.TimeZoneAsync(null, events, cancellation).ConfigureAwait(false);
        }
        catch (ZStackException)
        {
            // Servers before 4.1.0 do not have this call; whatever else it is, the next try of the request itself will tell.
            return null;
        }
    }

    /// <summary>The one form that every server parses and that carries the offset: <c>Tue, 05 Mar 2024 14:03:09 GMT+08:00</c>.</summary>
    internal static string FormatDate(DateTimeOffset time)
    {
        string offset = time.Offset == TimeSpan.Zero ? "" : (time.Offset < TimeSpan.Zero ? "-" : "+") + time.Offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        return time.ToString("ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture) + offset;
    }

    /// <param name="path">Decoded, without context path and query.</param>
    internal static string Sign(string secret, string method, string date, string path)
    {
        using var hmac = new HMACSHA1(Encoding.UTF8.GetBytes(secret));
        return Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(method + "\n" + date + "\n" + path)));
    }

    private static string Clock(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
