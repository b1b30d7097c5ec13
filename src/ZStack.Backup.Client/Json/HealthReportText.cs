using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Newtonsoft.Json;

namespace ZStack.Backup.Client.Json;

/// <summary>Health as JSON, version 1 of the format in docs/monitoring.md: times in ISO 8601 with offset, spans in seconds, sizes in bytes; what is not known is <c>null</c>.</summary>
internal static class HealthReportText
{
    public const string Schema = "zstack-backup-health";

    public const int Version = 1;

    public static string Write(IEnumerable<BackupHealth> nodes, DateTimeOffset now)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var json = new JsonTextWriter(text) { Formatting = Formatting.Indented, CloseOutput = false, StringEscapeHandling = StringEscapeHandling.EscapeHtml })
        {
            json.WriteStartObject();
            Put(json, "schema", Schema);
            Put(json, "version", Version);
            Put(json, "createdAt", Time(now));
            List(json, "nodes", nodes, node => Node(json, node));
            json.WriteEndObject();
        }

        return text + "\n";
    }

    private static void Node(JsonTextWriter json, BackupHealth node)
    {
        Put(json, "server", node.Server);
        Put(json, "status", node.Status.ToString());
        Put(json, "checkedAt", Time(node.CheckedAt));
        List(json, "findings", node.Findings, finding =>
        {
            Put(json, "id", finding.Id.ToString());
            Put(json, "severity", finding.Severity.ToString());
            Put(json, "reason", finding.Reason);
            Put(json, "fix", finding.Fix);
        });
        List(json, "notKnown", node.NotKnown, gap =>
        {
            Put(json, "question", gap.Question.ToString());
            Put(json, "reason", gap.Reason);
        });
        Put(json, "newest", Time(node.Newest));
        Put(json, "newestName", node.NewestName);
        Put(json, "newestAgeSeconds", node.NewestAge?.TotalSeconds);
        Put(json, "proven", Time(node.Proven));
        Put(json, "provenAgeSeconds", node.ProvenAge?.TotalSeconds);
        Put(json, "copies", node.Copies);
        Put(json, "atHome", node.AtHome);
        Put(json, "bytes", node.Bytes);
        Put(json, "freeBytes", node.FreeBytes);
        Put(json, "daysUntilFull", node.DaysUntilFull);
        Put(json, "sizeTrendBytesPerDay", node.SizeTrend);
        Put(json, "schedule", node.Schedule);
        Put(json, "lastRun", Time(node.LastRun));
        Put(json, "lastOutcome", node.LastOutcome?.ToString());
        Put(json, "productVersion", node.Version);
        Put(json, "clockDifferenceSeconds", node.ClockDifference?.TotalSeconds);
        Put(json, "certificateExpires", Time(node.CertificateExpires));
        List(json, "storages", node.Storages, storage =>
        {
            Put(json, "name", storage.Name);
            Put(json, "uuid", storage.Uuid);
            Put(json, "isConnected", storage.IsConnected);
            Put(json, "freeBytes", storage.FreeBytes);
            Put(json, "totalBytes", storage.TotalBytes);
            Put(json, "daysUntilFull", storage.DaysUntilFull);
        });
        List(json, "days", node.Days, day =>
        {
            Put(json, "date", day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Put(json, "state", day.State.ToString());
        });
        List(json, "sizes", node.Sizes, size =>
        {
            Put(json, "time", Time(size.Time));
            Put(json, "bytes", size.Bytes);
            Put(json, "isOutlier", size.IsOutlier);
        });
    }

    private static void List<T>(JsonTextWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Put(JsonTextWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

    private static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture);
}
