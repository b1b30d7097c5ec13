using System;
using System.Management.Automation;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>What a recovery point, or a copy of one from another process, carries.</summary>
internal static class RecoveryPointParts
{
    /// <returns>What a restore takes; <c>null</c> for what is no recovery point.</returns>
    public static RecoverySource? Source(object input) =>
        OwnObjects.IsA(input, typeof(RecoveryPoint)) && Enum.TryParse(Arguments.Property(input, [nameof(RecoveryPoint.Source)]), out RecoverySource source) ? source : null;

    /// <returns>The record, the image or the saved backup; <c>null</c> when it has none.</returns>
    public static object? Part(object point, string property) => Arguments.Unwrap(PSObject.AsPSObject(point).Properties[property]?.Value);
}
