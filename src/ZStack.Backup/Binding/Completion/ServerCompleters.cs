using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes nodes that this runspace was connected to before.</summary>
public sealed class ServerCompleter : Completer
{
    // The name alone would mean http.
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) =>
        (CompletionCache.Current?.Sessions ?? []).Select(session => new Candidate(session.Address.IsEncrypted ? session.Url : session.Server, session.Server, null, $"{session.Url}  {session.User}"));
}

/// <summary>Completes nodes that this runspace has a session on.</summary>
public sealed class SessionServerCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) =>
        SessionTable.Current.All.Reverse().Select(session => new Candidate(WildcardPattern.Escape(session.Server), session.Server, session.Server, $"{session.Url}  {session.User}"));
}
