using Newtonsoft.Json.Linq;

namespace ZStack.Backup.Client.Json;

/// <summary>The members that the results of jobs can have.</summary>
internal sealed class JobResultText
{
    private JobResultText(JObject answer, ZStackSession session)
    {
        Backup = new RecordReader(session).Backup(answer);
        ExportUrl = LenientJson.Text(answer["databaseBackupUrl"]);
        LogPort = LenientJson.Long(answer["logListenPort"]);
        HasSyncResult = answer["result"] is JObject;
        if (answer["result"] is JObject sync)
        {
            NewBackups = LenientJson.Long(sync["newBackupCount"]);
            DeletedBackups = LenientJson.Long(sync["deletedBackupCount"]);
        }
    }

    public DatabaseBackupRecord? Backup { get; }

    public string? ExportUrl { get; }

    public long? LogPort { get; }

    public bool HasSyncResult { get; }

    public long? NewBackups { get; }

    public long? DeletedBackups { get; }

    /// <param name="body">One JSON object, as <see cref="Jobs.JobCalls"/> has made sure.</param>
    public static JobResultText Read(string body, ZStackSession session) => new(LenientJson.Object(body) ?? [], session);
}
