using System;
using System.Globalization;
using System.Text.Json.Nodes;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>What a node says of itself.</summary>
internal sealed class ManagementNodeApi
{
    private readonly NodeContext _node;

    public ManagementNodeApi(NodeContext node) => _node = node;

    public Answer? Handle(Call call) => call.Request.Path switch
    {
        "/v1/management-nodes/ready" => _node.IsReady
            ? Answer.Json(new JsonObject())
            : Answer.Error("SYS.1010", "Management node is not ready", "management node is not ready yet, please wait"),
        "/v1/management-nodes/actions" => Action(call),
        "/v1/management-nodes/platform-timezone" when _node.Options.HasTimeZoneApi => _node.Gate.Refuse(call, anySession: true) ?? TimeZone(),
        _ => null,
    };

    private Answer Action(Call call)
    {
        if (call.Action() is { } action)
        {
            call.AllowFields(action.Fields);
            if (action.Wrapper == "getCurrentTime")
            {
                long milliseconds = _node.Clock.Now.ToUnixTimeMilliseconds();
                return Answer.Json(new JsonObject { ["currentTime"] = new JsonObject { ["MillionSeconds"] = milliseconds, ["Seconds"] = milliseconds / 1000 } });
            }

            if (action.Wrapper == "getVersion")
                return Answer.Json(new JsonObject { ["version"] = _node.Options.Version });
        }

        return Answer.Text(400, $"the body doesn't contain action mapping to the URL[{call.Request.Path}]");
    }

    private Answer TimeZone()
    {
        TimeSpan offset = _node.Clock.Now.Offset;
        string text = (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        return Answer.Json(new JsonObject { ["timezone"] = _node.Options.TimeZone, ["offset"] = text });
    }
}
