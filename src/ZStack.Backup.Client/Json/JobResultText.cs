using System;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Models;

namespace ZStack.Backup.Client.Json;

/// <summary>The members that the results of jobs can have.</summary>
internal sealed class JobResultText
{
    private static readonly string[] Results = ["inventory", "databaseBackupUrl"];
    private static readonly string[] ScheduleMembers = ["jobClassName", "jobType", "jobData"];
    private static readonly string[] Others = ["result", "logListenPort", "success", "schema"];

    private JobResultText(JObject answer, INode node)
    {
        IsOfSchedule = answer["inventory"] is JObject inventory && Array.Exists(ScheduleMembers, inventory.ContainsKey);
        // Without its uuid it is nobody's record.
        Backup = !IsOfSchedule && new RecordReader(node).Backup(answer) is { Uuid.Length: > 0 } record ? record : null;
        ExportUrl = LenientJson.Text(answer["databaseBackupUrl"]) is { Length: > 0 } url ? url : null;
        LogPort = LenientJson.Long(answer["logListenPort"]);
        IsNoSuccess = LenientJson.Bool(answer["success"]) == false;
        IsHollow = Array.Exists(Results, name => answer.ContainsKey(name));
        IsForeign = answer.Count > 0 && !IsHollow && !Array.Exists(Others, name => answer.ContainsKey(name));
        HasSyncResult = answer["result"] is JObject;
        if (answer["result"] is JObject sync)
        {
            NewBackups = LenientJson.Long(sync["newBackupCount"]);
            DeletedBackups = LenientJson.Long(sync["deletedBackupCount"]);
        }
    }

    /// <summary>The node says of a job that ended without an error that it did not succeed.</summary>
    public bool IsNoSuccess { get; }

    /// <summary>There is a place for a result; without a result, it is empty.</summary>
    public bool IsHollow { get; }

    /// <summary>It says something, and nothing that a node says of a backup: the health page of a front end, for instance.</summary>
    public bool IsForeign { get; }

    /// <summary>It is a job of the scheduler, or a group of them, and no backup.</summary>
    public bool IsOfSchedule { get; }

    public DatabaseBackupRecord? Backup { get; }

    public string? ExportUrl { get; }

    public long? LogPort { get; }

    public bool HasSyncResult { get; }

    public long? NewBackups { get; }

    public long? DeletedBackups { get; }

    /// <param name="body">One JSON object, as <see cref="Jobs.JobCalls"/> has made sure.</param>
    public static JobResultText Read(string body, INode node) => new(LenientJson.Object(body) ?? [], node);
}
