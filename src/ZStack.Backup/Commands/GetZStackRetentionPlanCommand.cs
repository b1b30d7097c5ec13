using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Retention;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Says which backups a policy keeps, which it would remove, and why. Sends nothing and removes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackRetentionPlan")]
[OutputType(typeof(RetentionDecision))]
public sealed class GetZStackRetentionPlanCommand : ZStackCmdlet
{
    private readonly List<RetentionCandidate> _candidates = [];

    /// <summary>Records, saved backups, backups on an image store, or anything with a time.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject[] InputObject { get; set; } = [];

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int KeepLast { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int KeepHourly { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int KeepDaily { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int KeepWeekly { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int KeepMonthly { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int KeepYearly { get; set; }

    /// <summary>All that are younger than this: a time span, or <c>1y2m3d4h</c>.</summary>
    [Parameter]
    [DurationArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration? KeepWithin { get; set; }

    [Parameter]
    [DurationArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration? KeepWithinHourly { get; set; }

    [Parameter]
    [DurationArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration? KeepWithinDaily { get; set; }

    [Parameter]
    [DurationArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration? KeepWithinWeekly { get; set; }

    [Parameter]
    [DurationArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration? KeepWithinMonthly { get; set; }

    [Parameter]
    [DurationArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration? KeepWithinYearly { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? KeepName { get; set; }

    /// <summary>The newest backups that are proven to restore.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int KeepProven { get; set; }

    [Parameter]
    public RetentionGrouping GroupBy { get; set; } = RetentionGrouping.Server;

    /// <summary>An offset such as +08:00, or a zone id; the zone of each backup's node unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>A group without a younger backup is refused.</summary>
    [Parameter]
    [ValidateNotNull]
    [DurationArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public RetentionDuration StaleAfter { get; set; } = new(TimeSpan.FromDays(7));

    /// <summary>Plan for groups without a young backup, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private ServerTimeZone? Zone { get; set; }

    private RetentionPolicy Policy { get; set; } = new();

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            Zone = TimeZone is null ? null : ServerTimeZone.TryParse(TimeZone) ?? throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(TimeZone), Messages.Arg_BadTimeZone);
            Policy = PolicyFromParameters();
            if (Policy.IsEmpty)
                throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(KeepLast), Messages.Arg_NoRetentionRule);
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, null, TimeZone ?? nameof(KeepLast));
        }
    }

    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            try
            {
                _candidates.AddRange(RetentionInput.Read(input, GroupBy, Zone));
            }
            catch (ZStackException e)
            {
                WriteFailure(e, null, input);
            }
        }
    }

    protected override void EndProcessing()
    {
        DateTimeOffset now = DateTimeOffset.Now;
        (string Group, DateTimeOffset? Newest)[] old = Force ? [] : [.. RetentionPlanner.Newest(_candidates).Where(group => group.Newest <= StaleAfter.Before(now))];
        HashSet<string> stale = [.. old.Select(group => group.Group)];
        foreach ((string group, DateTimeOffset? newest) in old)
            WriteFailure(new ZStackException(ZStackErrorKind.StaleBackups, group.Length > 0 ? group : Messages.Heading_RetentionAll, newest!.Value, StaleAfter), null, group);
        if (KeepProven > 0 && !_candidates.Exists(candidate => candidate.IsProven))
            WriteWarning(Messages.Warning_NothingProven);
        foreach (RetentionDecision decision in RetentionPlanner.Plan(_candidates.Where(candidate => !stale.Contains(candidate.Group)), Policy, now))
        {
            // All that no rule keeps have one reason in common.
            foreach (RetentionReason reason in decision.Reasons)
                reason.Text = reason.Text.Length > 0 ? reason.Text : Wording.Of(reason);
            WriteObject(decision);
        }
    }

    private RetentionPolicy PolicyFromParameters()
    {
        NameFilter? names = KeepName is null ? null : FilterOf(KeepName, nameof(KeepName));
        return new RetentionPolicy
        {
            Last = KeepLast,
            Hourly = KeepHourly,
            Daily = KeepDaily,
            Weekly = KeepWeekly,
            Monthly = KeepMonthly,
            Yearly = KeepYearly,
            Within = KeepWithin,
            WithinHourly = KeepWithinHourly,
            WithinDaily = KeepWithinDaily,
            WithinWeekly = KeepWithinWeekly,
            WithinMonthly = KeepWithinMonthly,
            WithinYearly = KeepWithinYearly,
            Name = names is null ? null : names.Accepts,
            Proven = KeepProven,
            TimeZone = Zone?.Rules,
        };
    }
}
