using System;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Sessions;

/// <summary>Proves to the server who is asking, and knows what to do when the server does not believe it.</summary>
internal abstract class Authenticator
{
    /// <summary>Headers for one sending of the request; a repeated one asks again, because a signature holds the time.</summary>
    public abstract Authorization Authorize(ApiRequest request);

    public abstract bool CanRecover(ZStackException failure);

    /// <summary>Makes another try worth it, or throws what the user has to know.</summary>
    /// <param name="used">What the refused request carried.</param>
    /// <param name="round">0 for the first refusal of this request.</param>
    public abstract Task RecoverAsync(Authorization used, ZStackException failure, int round, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation);
}
