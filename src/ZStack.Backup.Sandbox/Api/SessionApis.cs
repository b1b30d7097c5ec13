using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Time;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>Renewal of a session, the one asynchronous API of section 2.</summary>
internal sealed class SessionApis
{
    private const int Shortest = 60;
    private const int Longest = 31_536_000;

    private readonly NodeContext _node;

    public SessionApis(NodeContext node) => _node = node;

    public IEnumerable<AsyncApi> All => [new("RenewSession", "PUT", "/v1/accounts/sessions/{sessionUuid}/renew", "renewSession", Renew) { Fields = ["duration"] }];

    private Func<JsonObject> Renew(ApiFields fields)
    {
        string session = fields.Mandatory("sessionUuid");
        TimeSpan? duration = null;
        if (fields.Text("duration") is { } text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || seconds is < Shortest or > Longest)
                throw ApiException.Argument($"field[duration] of message[APIRenewSessionMsg] must be in range of [{Shortest}, {Longest}]");
            duration = TimeSpan.FromSeconds(seconds);
        }

        return () =>
        {
            DateTimeOffset end = _node.Sessions.Renew(session, duration) ?? throw ApiException.SessionExpired;
            DateTimeOffset now = _node.Now;
            return new JsonObject
            {
                ["inventory"] = new JsonObject
                {
                    ["uuid"] = session,
                    ["accountUuid"] = SandboxAccounts.AdminUuid,
                    ["userUuid"] = SandboxAccounts.AdminUuid,
                    ["expiredDate"] = ServerTimeText.Node(now + (end - DateTimeOffset.UtcNow), _node.Options.TimestampStyle),
                    ["createDate"] = ServerTimeText.Node(now, _node.Options.TimestampStyle),
                },
            };
        };
    }
}
