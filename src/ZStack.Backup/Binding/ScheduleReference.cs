using System;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>A backup schedule of a node: its uuid, its name, the schedule itself, or a run of it.</summary>
public sealed class ScheduleReference : ObjectReference
{
    private static readonly string[] UuidProperties = ["ScheduleUuid", "Uuid"];
    private static readonly Type[] Others = [typeof(DatabaseBackupRecord), typeof(BackupStorage), typeof(ImageInfo), typeof(ZStackJob), typeof(ZStackSession)];

    private ScheduleReference(string text, string? server, ZStackSession? origin)
        : base(text, server, origin)
    {
    }

    /// <returns><c>null</c> when the object names no schedule.</returns>
    internal static ScheduleReference? From(object input) => input switch
    {
        ScheduleReference reference => reference,
        string text => new ScheduleReference(text, null, null),
        Guid uuid => new ScheduleReference(uuid.ToString("N"), null, null),
        BackupSchedule { Uuid: { } uuid } schedule => new ScheduleReference(uuid, schedule.Server, ZStackSession.Of(schedule)),
        BackupScheduleRun { ScheduleUuid: { } uuid } run => new ScheduleReference(uuid, run.Server, ZStackSession.Of(run)),
        _ when Array.Exists(Others, other => OwnObjects.IsA(input, other)) => null,
        _ => Arguments.Uuid(input, UuidProperties) is { } uuid ? new ScheduleReference(uuid, Arguments.Property(input, ["Server"]), null) : null,
    };
}
