using System;
using System.Collections.Generic;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Errors;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>Base of everything the client reports as failed.</summary>
/// <remarks>
/// <see cref="Exception.Message"/> is English until the module has worded it for its user.
/// Text from outside (server, URLs, other exceptions) is redacted before it comes in here.
/// </remarks>
public class ZStackException : Exception, ISayable
{
    internal ZStackException(ZStackErrorKind kind, params object[] facts)
        : this(kind, null, facts)
    {
    }

    internal ZStackException(ZStackErrorKind kind, Exception? inner, params object[] facts)
        : base(null, inner)
    {
        Kind = kind;
        Statement = new Statement(kind, facts);
    }

    /// <summary>One or more sentences, free of secrets. In English, until the PowerShell module has set the user's language.</summary>
    public override string Message => Words ?? Say(StatementLanguage.English);

    /// <summary>Decides what the facts are, and what can be done about it. <see cref="ZStackErrorKind.Api"/> for errors that the node itself answers with.</summary>
    public ZStackErrorKind Kind { get; }

    /// <summary>What happened, to be said in another language.</summary>
    public Statement Statement { get; }

    /// <summary>The facts that <see cref="ZStackErrorKind"/> lists for the kind, by their names; those that are not known are missing.</summary>
    public IReadOnlyDictionary<string, object?> Facts => Statement.Facts;

    /// <summary>The same in the user's language.</summary>
    internal string? Words { get; set; }

    /// <summary>The request did not leave this machine: no connection was made.</summary>
    internal bool NothingWasSent { get; init; }

    /// <summary>What of it is the node's own.</summary>
    internal NodeWord Word { get; init; }

    /// <summary>The proxy that it went through, where the failure may be the proxy's.</summary>
    internal Statement? Through { get; set; }

    /// <summary>Stable id without the <c>ZStack.</c> in front: the server's code where there is one, else the kind.</summary>
    public virtual string Id => Kind == ZStackErrorKind.Restore ? $"{Kind}.{Statement["fault"]}" : Kind.ToString();

    /// <summary>What users match on: the same with <c>ZStack.</c> in front.</summary>
    internal string ErrorId => "ZStack." + Id;

    /// <summary>Why, where that is among the facts: a <see cref="Client.Statements.Statement"/>, or words from outside.</summary>
    internal object? Why => Statement["reason"] ?? Statement["words"] ?? Statement["title"];

    /// <summary>What went wrong, without what was tried.</summary>
    string ISayable.Say(StatementLanguage language) => Say(language);

    internal string Say(StatementLanguage language) => ErrorSentences.Of(this, language);

    /// <summary>Whether it is for the reason of this kind.</summary>
    internal bool IsFor(ReasonKind reason) => Statement["reason"] is Statement why && why.Is(reason);
}
