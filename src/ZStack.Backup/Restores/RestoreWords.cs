using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Restores;

/// <summary>Words what the client has found before and after a restore.</summary>
internal static class RestoreWords
{
    /// <summary>Fills in what was found, and what to do about it.</summary>
    public static void Fill(IEnumerable<RestoreCheck> checks)
    {
        foreach (RestoreCheck check in checks)
        {
            check.Reason = Wording.Of(check.Found);
            check.Fix = check.Outcome is not (CheckOutcome.Passed or CheckOutcome.Skipped) ? Wording.Sentence("Fix_" + check.Id, []) : null;
        }
    }

    public static RestoreResult Fill(RestoreResult result)
    {
        foreach (RestorePhase phase in result.Timeline)
            phase.Detail = phase.Found is null ? null : Wording.Fact(phase.Found).ToString();
        result.FollowUps = new ItemList<string>(result.LeftToDo.Select(Wording.Of));
        return result;
    }

    /// <summary>What speaks against the restore and does not stop it; what keeps two checks from being made is said once.</summary>
    public static IEnumerable<string> Doubts(IEnumerable<RestoreCheck> checks) =>
        checks.Where(check => check.Outcome is CheckOutcome.Warning or CheckOutcome.Unknown).Select(check => check.Reason).Distinct();

    /// <summary>The error of the first check that stops the restore, with what all of them found; <c>null</c> when none does.</summary>
    public static ZStackException? Stop(IEnumerable<RestoreCheck> checks, string server)
    {
        RestoreCheck[] failed = [.. checks.Where(check => check.Outcome == CheckOutcome.Failed)];
        return failed.Length == 0 ? null : new ZStackException(ZStackErrorKind.Restore, Fault(failed[0].Id), server, string.Join(" ", failed.Select(check => check.Reason)));
    }

    private static RestoreFault Fault(RestoreCheckId id) => id switch
    {
        RestoreCheckId.SessionAlive => RestoreFault.SessionAlive,
        RestoreCheckId.NodeReady => RestoreFault.NodeReady,
        RestoreCheckId.VersionMatch => RestoreFault.VersionMatch,
        RestoreCheckId.RecordReady => RestoreFault.RecordReady,
        RestoreCheckId.VolumesMoved => RestoreFault.VolumesMoved,
        _ => RestoreFault.StorageConnected,
    };
}
