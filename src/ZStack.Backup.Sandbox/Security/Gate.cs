using System;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Security;

/// <summary>Lets a request in, or says why not: docs/zstack-api.md section 1.6.</summary>
internal sealed class Gate
{
    private readonly SessionStore _sessions;
    private readonly AccessKeys _keys;

    public Gate(SessionStore sessions, AccessKeys keys)
    {
        _sessions = sessions;
        _keys = keys;
    }

    public static Answer Expired => Answer.Error("ID.1001", "Session expired", "Session expired");

    /// <param name="anySession">The call wants the header but does not look at the session in it.</param>
    public Answer? Refuse(Call call, bool anySession = false)
    {
        string? authorization = call.Header("Authorization");
        if (authorization is null)
            return Answer.Text(400, "missing header 'Authorization'");
        if (authorization.StartsWith("OAuth", StringComparison.Ordinal))
            return anySession || HasLiveSession(call) ? null : Expired;
        if (authorization.StartsWith("ZStack", StringComparison.Ordinal))
            return _keys.Refuse(authorization["ZStack".Length..].Trim(), call.Header("Date"), call.Request.Method, call.Request.Path);
        return Answer.Text(400, "Authorization type must be 'OAuth'");
    }

    /// <summary>What an asynchronous call learns only from its job. A signature was looked at before.</summary>
    public bool HasLiveSession(Call call) => call.Header("Authorization") switch
    {
        _ when call.SessionDead => false,
        ['O', 'A', 'u', 't', 'h', .. var session] => _sessions.Use(session.Trim()),
        _ => true,
    };
}
