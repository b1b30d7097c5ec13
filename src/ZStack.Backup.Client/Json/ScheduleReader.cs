using System;
using Newtonsoft.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads what the scheduler's queries answer. Source: docs/zstack-api.md section 13.</summary>
internal sealed class ScheduleReader
{
    private readonly ServerTimeZone _zone;
    private readonly Redactor _redactor;

    public ScheduleReader(ServerTimeZone zone, Redactor redactor)
    {
        _zone = zone;
        _redactor = redactor;
    }

    public ScheduleRow ReadJob(JsonReader reader) => ReadRow(reader, BackupScheduleKind.Job, "jobClassName", "schedulerJobGroupUuids");

    public ScheduleRow ReadGroup(JsonReader reader) => ReadRow(reader, BackupScheduleKind.Group, "jobType", "jobsUuid");

    public BackupScheduleTrigger ReadTrigger(JsonReader reader)
    {
        string? uuid = null, name = null, type = null, cron = null;
        long? interval = null, repeats = null;
        object? start = null, stop = null;
        ItemList<string> jobs = ItemList<string>.Empty, groups = ItemList<string>.Empty;
        while (ElementReader.NextMember(reader, out string member))
        {
            if (member is "jobsUuid" or "jobGroupsUuid")
            {
                ItemList<string> list = new(ElementReader.Texts(reader));
                (jobs, groups) = member == "jobsUuid" ? (list, groups) : (jobs, list);
                continue;
            }

            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "uuid": uuid = LenientJson.Text(value); break;
                case "name": name = LenientJson.Text(value); break;
                case "schedulerType": type = LenientJson.Text(value); break;
                case "cron": cron = LenientJson.Text(value); break;
                case "schedulerInterval": interval = LenientJson.Long(value); break;
                case "repeatCount": repeats = LenientJson.Long(value); break;
                case "startTime": start = value; break;
                case "stopTime": stop = value; break;
            }
        }

        return new BackupScheduleTrigger
        {
            Uuid = uuid,
            Name = name,
            Type = type,
            Cron = string.IsNullOrWhiteSpace(cron) ? null : cron,
            // More than that would be centuries.
            Interval = interval is > 0 and <= int.MaxValue ? TimeSpan.FromSeconds(interval.Value) : null,
            RepeatCount = repeats,
            StartTime = Time(start),
            StopTime = Time(stop),
            JobUuids = jobs,
            GroupUuids = groups,
        };
    }

    public RunRow ReadRun(JsonReader reader)
    {
        long? id = null, took = null;
        bool? success = null;
        string? result = null;
        object? start = null;
        while (ElementReader.NextMember(reader, out string member))
        {
            object? value = ElementReader.Scalar(reader);
            switch (member)
            {
                case "id": id = LenientJson.Long(value); break;
                case "startTime": start = value; break;
                case "executeTime": took = LenientJson.Long(value); break;
                case "success": success = bool.TryParse(LenientJson.Text(value), out bool flag) ? flag : null; break;
                case "resultDump": result = LenientJson.Text(value); break;
            }
        }

        return new RunRow { Id = id, StartTime = Time(start), ExecuteTime = took, Success = success, Told = RunResult.Read(result, _redactor) };
    }

    private ScheduleRow ReadRow(JsonReader reader, BackupScheduleKind kind, string classMember, string othersMember)
    {
        string? uuid = null, name = null, description = null, state = null, type = null, data = null;
        object? created = null, changed = null;
        ItemList<string> triggers = ItemList<string>.Empty, others = ItemList<string>.Empty;
        while (ElementReader.NextMember(reader, out string member))
        {
            if (member == "triggersUuid" || member == othersMember)
            {
                ItemList<string> list = new(ElementReader.Texts(reader));
                (triggers, others) = member == othersMember ? (triggers, list) : (list, others);
                continue;
            }

            object? value = ElementReader.Scalar(reader);
            if (member == classMember)
                type = LenientJson.Text(value);
            switch (member)
            {
                case "uuid": uuid = LenientJson.Text(value); break;
                case "name": name = LenientJson.Text(value); break;
                case "description": description = LenientJson.Text(value); break;
                case "state": state = LenientJson.Text(value); break;
                case "jobData": data = LenientJson.Text(value); break;
                case "createDate": created = value; break;
                case "lastOpDate": changed = value; break;
            }
        }

        return new ScheduleRow
        {
            Kind = kind,
            Uuid = uuid,
            Name = name,
            Description = description,
            State = state,
            Class = type,
            Data = JobData.Read(data, _redactor),
            TriggerUuids = triggers,
            OtherUuids = others,
            CreateDate = Time(created),
            LastOpDate = Time(changed),
        };
    }

    private DateTimeOffset? Time(object? value) => ServerTimestamp.Read(value, _zone);
}
