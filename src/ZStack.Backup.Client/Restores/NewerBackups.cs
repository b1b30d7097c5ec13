using System;
using System.Globalization;

namespace ZStack.Backup.Client.Restores;

/// <summary>Counts the backups that are younger than the one to be restored: what they hold and it does not will be gone.</summary>
internal sealed class NewerBackups
{
    private readonly DateTimeOffset? _than;
    private DateTimeOffset? _newest;
    private string? _name;
    private int _count;

    public NewerBackups(DateTimeOffset? than) => _than = than;

    public void Add(string? name, DateTimeOffset? created)
    {
        if (!(created > _than))
            return;
        _count++;
        if (_newest is not null && created <= _newest)
            return;
        _newest = created;
        _name = name;
    }

    public CheckEnd ToFinding() => _than is null ? new CheckEnd(CheckOutcome.Unknown, RestoreFinding.NewerBackupsUnknown)
        : _count == 0 ? new CheckEnd(CheckOutcome.Passed, RestoreFinding.NewerBackupsPassed)
        : new CheckEnd(CheckOutcome.Warning, RestoreFinding.NewerBackupsWarning, _count, _name ?? "", Span(_newest!.Value - _than.Value));

    private static string Span(TimeSpan time) => time.TotalDays >= 1
        ? string.Format(CultureInfo.InvariantCulture, "{0}d {1}h", time.Days, time.Hours)
        : string.Format(CultureInfo.InvariantCulture, "{0}h {1}m", time.Hours, time.Minutes);
}
