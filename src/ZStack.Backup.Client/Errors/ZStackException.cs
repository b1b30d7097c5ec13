using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ZStack.Backup;

/// <summary>Base of everything the client reports as failed.</summary>
/// <remarks>
/// <see cref="Exception.Message"/> states the facts in English until the module has worded them for its user.
/// Text from outside (server, URLs, other exceptions) is redacted before it comes in here.
/// </remarks>
public class ZStackException : Exception
{
    internal ZStackException(ZStackErrorKind kind, params object[] facts)
        : this(kind, null, facts)
    {
    }

    internal ZStackException(ZStackErrorKind kind, Exception? inner, params object[] facts)
        : base(State(kind, facts), inner)
    {
        Kind = kind;
        Facts = facts;
    }

    public override string Message => Words ?? base.Message;

    public ZStackErrorKind Kind { get; }

    /// <summary>The numbered facts that <see cref="ZStackErrorKind"/> lists for the kind.</summary>
    public IReadOnlyList<object> Facts { get; }

    /// <summary>The facts as a sentence in the user's language.</summary>
    internal string? Words { get; set; }

    /// <summary>The request did not leave this machine: no connection was made.</summary>
    internal bool NothingWasSent { get; init; }

    /// <summary>What of it is the node's own.</summary>
    internal NodeWord Word { get; init; }

    /// <summary>The proxy that it went through, where the failure may be the proxy's.</summary>
    internal object? Through { get; set; }

    /// <summary>Stable id without the <c>ZStack.</c> in front: the server's code where there is one, else the kind.</summary>
    public virtual string Id => Kind == ZStackErrorKind.Restore ? $"{Kind}.{Facts[0]}" : Kind.ToString();

    private static string State(ZStackErrorKind kind, object[] facts) =>
        facts.Length == 0 ? $"{kind}." : $"{kind}: {string.Join("; ", facts.Select(f => Convert.ToString(f, CultureInfo.InvariantCulture)))}.";
}
