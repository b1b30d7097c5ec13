using System;
using System.IO;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client;

/// <summary>Carries a <see cref="Client.Reason"/> from deep inside to where the failure gets its kind. Never leaves the client.</summary>
internal sealed class ReasonException : IOException
{
    public ReasonException(ReasonKind kind, params object[] facts)
        : this(kind, null, facts)
    {
    }

    public ReasonException(ReasonKind kind, Exception? inner, params object[] facts)
        : base(kind.ToString(), inner) => Reason = Client.Reason.Of(kind, facts);

    public Statement Reason { get; }
}
