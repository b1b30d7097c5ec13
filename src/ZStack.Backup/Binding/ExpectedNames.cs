using System;
using System.Collections.Generic;

namespace ZStack.Backup.Binding;

/// <summary>The uuids and exact names that a user asked for; what has not come in the end does not exist.</summary>
internal sealed class ExpectedNames
{
    private readonly HashSet<string> _missing;

    public ExpectedNames(IEnumerable<string> identities) => _missing = new HashSet<string>(identities, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Missing => _missing;

    public void Found(params string?[] identities)
    {
        if (_missing.Count == 0)
            return;
        foreach (string? identity in identities)
            _missing.Remove(identity ?? "");
    }
}
