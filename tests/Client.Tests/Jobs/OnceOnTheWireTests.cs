using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Reflection;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Client.Tests.Http;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>One send of a change is one request on the wire, also where the connection closes without a byte and HTTP stacks repeat.</summary>
public sealed class OnceOnTheWireTests
{
    private const string Uuid = "0123456789abcdef0123456789abcdef";

    /// <summary>Everything in the client that makes a change: whatever is added there is in here.</summary>
    public static TheoryData<string> Makers => [.. MakersByName.Keys];

    private static Dictionary<string, MethodInfo> MakersByName { get; } = typeof(Change).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(method => method.ReturnType == typeof(Change))
        .ToDictionary(method => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})");

    public static TheoryData<string, bool> Requests
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (string method in (string[])["POST", "PUT", "DELETE", "PATCH"])
            {
                all.Add(method, true);
                all.Add(method, false);
            }

            return all;
        }
    }

    [Fact]
    public void The_changes_are_found() => Assert.True(MakersByName.Count >= 8, string.Join(" ", MakersByName.Keys));

    [Theory]
    [MemberData(nameof(Makers))]
    public async Task A_server_that_closes_without_a_byte_receives_a_change_once(string maker)
    {
        await using var server = new ClosingServer();
        using ZStackSession session = Session(server, new FakeClock());
        var change = (Change)MakersByName[maker].Invoke(null, [.. MakersByName[maker].GetParameters().Select(Argument)])!;
        string method = change.Request(Uuid).Method.Method;
        await session.Node.ReadyAsync(null, CancellationToken.None);

        ZStackJob? job = null;
        ZStackException? failure = null;
        try
        {
            job = await new ZStackClient(session).StartAsync(change, TimeSpan.FromSeconds(3), CancellationToken.None);
        }
        catch (ZStackException e)
        {
            failure = e;
        }

        Assert.Equal(1, server.Count(method));
        Assert.True(server.Count("GET") > 0);
        // Nothing is known, and nothing is claimed.
        Assert.True(job is { IsInDoubt: true } || failure is { Kind: ZStackErrorKind.JobTimeout }, failure?.ToString() ?? "no doubt");
    }

    /// <summary>The rule beneath, for requests that nobody has written yet: log-ins and log-outs go the same way.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public async Task No_request_but_a_read_is_repeated_by_the_transport(string method, bool hasBody)
    {
        await using var server = new ClosingServer();
        using var transport = new Transport(new ConnectionSettings(ServerAddress.Parse(server.Url)));
        // On a connection that has worked before, and on one that has not.
        await new NodeCalls(transport, Redactor.Patterns).ReadyAsync(null, CancellationToken.None);
        var request = new ApiRequest(new HttpMethod(method), "/v1/x") { Body = hasBody ? "{}" : null };

        for (int sends = 1; sends <= 2; sends++)
        {
            ZStackException lost = await Assert.ThrowsAsync<ZStackException>(() => transport.SendAsync(request, null, Redactor.Patterns, null, CancellationToken.None));

            Assert.Equal(ZStackErrorKind.Unreachable, lost.Kind);
            Assert.False(lost.NothingWasSent);
            Assert.Equal(sends, server.Count(method));
        }
    }

    private static ZStackSession Session(ClosingServer server, Clock clock)
    {
        var settings = new ConnectionSettings(ServerAddress.Parse(server.Url)) { Timeout = TimeSpan.FromSeconds(20), Clock = clock };
        var opened = new OpenedSession(Uuid, null, null, null);
        return new ZStackSession(new Transport(settings), new SessionToken("node", opened, null, SessionExpiry.NoCredentials), Redactor.Patterns, ServerTimeZone.FromOffset(TimeSpan.Zero));
    }

    /// <summary>Something of the right type; a type that is not here yet has to be added.</summary>
    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        Type text when text == typeof(string) && parameter.Name!.EndsWith("Path", System.StringComparison.OrdinalIgnoreCase) => "zstore://zsbak/" + Uuid,
        Type text when text == typeof(string) => Uuid,
        Type secret when secret == typeof(SecureString) => Wire.Secure("secret"),
        Type url when url == typeof(ImageStoreUrl) => ImageStoreUrl.Parse("ssh://root:password@10.0.0.9:22/zstack_bs"),
        Type flag when flag == typeof(bool) => true,
        Type schedule when schedule == typeof(BackupSchedule) => new BackupSchedule { Uuid = Uuid, Kind = BackupScheduleKind.Group },
        Type list when list == typeof(IReadOnlyCollection<string>) => new[] { Uuid },
        Type other => throw new NotSupportedException($"{parameter.Name}: {other}"),
    };
}
