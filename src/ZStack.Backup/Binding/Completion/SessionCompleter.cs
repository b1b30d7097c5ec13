using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes the open sessions of this runspace by the name of their node; one that is not the newest there by its user too.</summary>
public sealed class SessionCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound)
    {
        SessionTable table = SessionTable.Current;
        return table.All.Reverse().Select(session => new Candidate(table.For(session.Server) == session ? session.Server : session.ToString(), session.User, null, $"{session.Url}  {session.User}"));
    }
}
