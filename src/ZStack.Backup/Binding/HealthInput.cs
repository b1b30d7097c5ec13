using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>Health as it is piped: itself, or a copy from another process, another version of the module, or a file. What a copy has not is not known.</summary>
internal static class HealthInput
{
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: it is no health of a node.</exception>
    public static BackupHealth Read(PSObject input)
    {
        if (Arguments.Unwrap(input) is BackupHealth health)
            return health;
        if (!OwnObjects.IsA(input, typeof(BackupHealth)) || Text(input, nameof(BackupHealth.Server)) is not { } server)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "InputObject", Wording.Sentence(nameof(Messages.Arg_NotHealth), [Arguments.Unwrap(input)!.GetType().FullName!]));
        return new BackupHealth
        {
            Server = server,
            Status = Word<HealthStatus>(input, nameof(BackupHealth.Status)) ?? HealthStatus.Unknown,
            Findings = List(input, nameof(BackupHealth.Findings), Finding),
            NotKnown = List(input, nameof(BackupHealth.NotKnown), Gap),
            Newest = Time(input, nameof(BackupHealth.Newest)),
            NewestName = Text(input, nameof(BackupHealth.NewestName)),
            NewestAge = Span(input, nameof(BackupHealth.NewestAge)),
            Proven = Time(input, nameof(BackupHealth.Proven)),
            ProvenAge = Span(input, nameof(BackupHealth.ProvenAge)),
            Copies = (int?)Number(input, nameof(BackupHealth.Copies), int.MaxValue),
            AtHome = (int?)Number(input, nameof(BackupHealth.AtHome), int.MaxValue),
            Bytes = (long?)Number(input, nameof(BackupHealth.Bytes)),
            FreeBytes = (long?)Number(input, nameof(BackupHealth.FreeBytes)),
            DaysUntilFull = Number(input, nameof(BackupHealth.DaysUntilFull)),
            SizeTrend = Number(input, nameof(BackupHealth.SizeTrend)),
            Schedule = Text(input, nameof(BackupHealth.Schedule)),
            LastRun = Time(input, nameof(BackupHealth.LastRun)),
            LastOutcome = Word<BackupRunOutcome>(input, nameof(BackupHealth.LastOutcome)),
            Version = Text(input, nameof(BackupHealth.Version)),
            ClockDifference = Span(input, nameof(BackupHealth.ClockDifference)),
            CertificateExpires = Time(input, nameof(BackupHealth.CertificateExpires)),
            CheckedAt = Time(input, nameof(BackupHealth.CheckedAt)),
            Storages = List(input, nameof(BackupHealth.Storages), storage => new HealthStorage
            {
                Name = Text(storage, nameof(HealthStorage.Name)) ?? (storage.BaseObject as string),
                Uuid = Text(storage, nameof(HealthStorage.Uuid)),
                IsConnected = bool.TryParse(Text(storage, nameof(HealthStorage.IsConnected)), out bool connected) ? connected : null,
                FreeBytes = (long?)Number(storage, nameof(HealthStorage.FreeBytes)),
                TotalBytes = (long?)Number(storage, nameof(HealthStorage.TotalBytes)),
                DaysUntilFull = Number(storage, nameof(HealthStorage.DaysUntilFull)),
            }),
            Days = List(input, nameof(BackupHealth.Days), Day),
            Sizes = List(input, nameof(BackupHealth.Sizes), size => Time(size, nameof(HealthSize.Time)) is { } time && Number(size, nameof(HealthSize.Bytes)) is >= 0 and { } bytes
                ? new HealthSize(time, (long)bytes, Text(size, nameof(HealthSize.IsOutlier)) == bool.TrueString) : null),
        };
    }

    /// <summary>With all of its properties, or its text alone, where what sent it went no deeper.</summary>
    private static HealthFinding? Finding(PSObject copy)
    {
        string[] parts = (copy.BaseObject as string ?? "").Split([": "], 2, StringSplitOptions.None);
        HealthFindingId? id = Word<HealthFindingId>(copy, nameof(HealthFinding.Id)) ?? Word<HealthFindingId>(parts[0]);
        return id is null ? null : new HealthFinding(id.Value, Word<HealthStatus>(copy, nameof(HealthFinding.Severity)) ?? HealthStatus.Unknown)
        {
            IsCopy = true,
            Reason = Text(copy, nameof(HealthFinding.Reason)) ?? (parts.Length > 1 ? parts[1] : ""),
            Fix = Text(copy, nameof(HealthFinding.Fix)) ?? "",
        };
    }

    private static HealthGap? Gap(PSObject copy)
    {
        string[] parts = (copy.BaseObject as string ?? "").Split([": "], 2, StringSplitOptions.None);
        HealthQuestion? question = Word<HealthQuestion>(copy, nameof(HealthGap.Question)) ?? Word<HealthQuestion>(parts[0]);
        return question is null ? null : new HealthGap(question.Value) { IsCopy = true, Reason = Text(copy, nameof(HealthGap.Reason)) ?? (parts.Length > 1 ? parts[1] : "") };
    }

    private static HealthDay? Day(PSObject copy) =>
        PointInTime.Of(copy.Properties[nameof(HealthDay.Date)]?.Value) is { } date && Word<HealthDayState>(copy, nameof(HealthDay.State)) is { } state ? new HealthDay(date.Date, state) : null;

    private static ItemList<T> List<T>(PSObject input, string property, Func<PSObject, T?> read)
        where T : class
    {
        IEnumerable<object?> items = Arguments.Unwrap(input.Properties[property]?.Value) switch
        {
            null => [],
            // A list of one may have become its item.
            string text => [text],
            { } value => LanguagePrimitives.GetEnumerable(value)?.Cast<object?>() ?? [value],
        };
        return new ItemList<T>(items.OfType<object>().Select(item => read(PSObject.AsPSObject(item))).OfType<T>());
    }

    private static string? Text(PSObject input, string property) => Arguments.Property(input, [property]);

    private static DateTimeOffset? Time(PSObject input, string property) => input.Properties[property]?.Value is { } value ? PointInTime.Of(value) : null;

    private static TimeSpan? Span(PSObject input, string property) =>
        Arguments.Unwrap(input.Properties[property]?.Value) is { } value && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out TimeSpan span) ? span : null;

    /// <returns><c>null</c> also for what is no number that the property can have.</returns>
    private static double? Number(PSObject input, string property, double most = long.MaxValue / 2) =>
        Arguments.Unwrap(input.Properties[property]?.Value) is { } value && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) <= most ? number : null;

    private static T? Word<T>(PSObject input, string property)
        where T : struct, Enum => Word<T>(Text(input, property));

    private static T? Word<T>(string? text)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(typeof(T), value) ? value : null;
}
