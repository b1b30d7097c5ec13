using System;
using System.IO;

namespace ZStack.Backup.Client;

/// <summary>Carries a <see cref="Client.Reason"/> from deep inside to where the failure gets its kind. Never leaves the client.</summary>
internal sealed class ReasonException : IOException
{
    public ReasonException(ReasonKind kind, params object[] facts)
        : this(kind, null, facts)
    {
    }

    public ReasonException(ReasonKind kind, Exception? inner, params object[] facts)
        : base(kind.ToString(), inner) => Reason = Reason.Of(kind, facts);

    public Reason Reason { get; }
}
