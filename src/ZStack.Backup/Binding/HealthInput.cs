using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ZStack.Backup.Resources;
using ZStack.Backup.Values;

namespace ZStack.Backup.Binding;

/// <summary>Health as it is piped: itself, or a copy from another process, another version of the module, or a file. What a copy has not is not known.</summary>
internal static class HealthInput
{
    // As many as the command itself tells of, and drawings have room for.
    private const int MaxDays = 90;
    private const int MaxSizes = 30;

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
            Findings = List(input, nameof(BackupHealth.Findings), Finding, Pieces<HealthFindingId>),
            NotKnown = List(input, nameof(BackupHealth.NotKnown), Gap, Pieces<HealthQuestion>),
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
            Days = List(input, nameof(BackupHealth.Days), Day, text => text.Split(';'), MaxDays),
            Sizes = List(input, nameof(BackupHealth.Sizes), Size, text => text.Split(';'), MaxSizes),
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

    private static HealthDay? Day(PSObject copy)
    {
        string[] parts = (copy.BaseObject as string ?? "").Split(' ');
        DateTimeOffset? date = PointInTime.Of(copy.Properties[nameof(HealthDay.Date)]?.Value);
        if (date is null && DateTimeOffset.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read))
            date = read;
        return date is { } day && (Word<HealthDayState>(copy, nameof(HealthDay.State)) ?? Word<HealthDayState>(parts[parts.Length - 1])) is { } state ? new HealthDay(day.Date, state) : null;
    }

    private static HealthSize? Size(PSObject copy)
    {
        if (Time(copy, nameof(HealthSize.Time)) is { } time && Number(copy, nameof(HealthSize.Bytes)) is >= 0 and { } bytes)
            return new HealthSize(time, (long)bytes, Text(copy, nameof(HealthSize.IsOutlier)) == bool.TrueString);
        string text = copy.BaseObject as string ?? "";
        int end = Math.Max(0, text.LastIndexOf(' '));
        return DateTimeOffset.TryParseExact(text.Substring(0, end), "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset when)
            && long.TryParse(text.Substring(end), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long size) ? new HealthSize(when, size, false) : null;
    }

    /// <summary>The items of a list that has become one text, as in a CSV file: each begins with one of the names.</summary>
    private static string[] Pieces<T>(string text)
        where T : struct, Enum => Regex.Split(text, $";(?=(?:{string.Join("|", Enum.GetNames(typeof(T)))})(?::|;|$))");

    private static ItemList<T> List<T>(PSObject input, string property, Func<PSObject, T?> read, Func<string, IEnumerable<string>>? split = null, int max = int.MaxValue)
        where T : class
    {
        IEnumerable<object?> items = Arguments.Unwrap(input.Properties[property]?.Value) switch
        {
            null => [],
            // A list of one may have become its item, and a row of a file has one text.
            string text => text.Length == 0 ? [] : split?.Invoke(text) ?? [text],
            { } value => LanguagePrimitives.GetEnumerable(value)?.Cast<object?>() ?? [value],
        };
        T[] known = [.. items.OfType<object>().Select(item => read(PSObject.AsPSObject(item))).OfType<T>()];
        // The last are the newest.
        return new ItemList<T>(known.Skip(Math.Max(0, known.Length - max)));
    }

    private static string? Text(PSObject input, string property) => Arguments.Property(input, [property]);

    private static DateTimeOffset? Time(PSObject input, string property) => input.Properties[property]?.Value is { } value ? PointInTime.Of(value) : null;

    private static TimeSpan? Span(PSObject input, string property)
    {
        object? value = Arguments.Unwrap(input.Properties[property]?.Value);
        // ConvertTo-Json makes an object of it.
        if (value is PSObject copy && copy.Properties[nameof(TimeSpan.Ticks)]?.Value is { } ticks)
            value = LanguagePrimitives.TryConvertTo(ticks, CultureInfo.InvariantCulture, out long number) ? new TimeSpan(number) : null;
        return value is not null && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out TimeSpan span) ? span : null;
    }

    /// <returns><c>null</c> also for what is no number that the property can have, and for the nothing of a CSV file, which PowerShell takes for 0.</returns>
    private static double? Number(PSObject input, string property, double most = long.MaxValue / 2) =>
        Arguments.Unwrap(input.Properties[property]?.Value) is { } value and not "" && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) <= most ? number : null;

    private static T? Word<T>(PSObject input, string property)
        where T : struct, Enum => Word<T>(Text(input, property));

    private static T? Word<T>(string? text)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(typeof(T), value) ? value : null;
}
