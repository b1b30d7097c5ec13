using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Binding.Completion;

/// <summary>Completes the zone ids that this platform knows.</summary>
public sealed class TimeZoneCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) => TimeZoneInfo.GetSystemTimeZones()
        .OrderBy(zone => zone.Id, StringComparer.OrdinalIgnoreCase)
        .Select(zone => new Candidate(zone.Id, null, null, zone.DisplayName));
}
