using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ZStack.Backup.Client.Reports;

/// <summary>Metrics in the text format 0.0.4 of Prometheus, for the textfile collector of the node exporter. What is not known has no sample.</summary>
public static class PrometheusReport
{
    private static readonly (string Name, string Help, Func<BackupHealth, double?> Value)[] OfNodes =
    [
        ("newest_timestamp_seconds", "When the newest whole backup was made.", node => Unix(node.Newest)),
        ("newest_age_seconds", "Age of the newest whole backup when it was checked.", node => node.NewestAge?.TotalSeconds),
        ("proven_timestamp_seconds", "When a backup was last proven to restore.", node => Unix(node.Proven)),
        ("proven_age_seconds", "Time since a backup was last proven to restore, when it was checked.", node => node.ProvenAge?.TotalSeconds),
        ("copies", "Places that hold the newest backup.", node => node.Copies),
        ("at_home", "Whole backups in the vault.", node => node.AtHome),
        ("size_bytes", "Size of the newest backup.", node => node.Bytes),
        ("free_bytes", "Free space of the fullest storage with backups.", node => node.FreeBytes),
        ("until_full_seconds", "Time until a storage is full if backups go on to come as they did and none is removed.", node => node.DaysUntilFull * 86_400),
        ("last_run_timestamp_seconds", "When an enabled schedule last ran.", node => Unix(node.LastRun)),
        ("last_run_success", "Whether that run made a backup.", node => node.LastOutcome is null or BackupRunOutcome.Unknown ? null : node.LastOutcome == BackupRunOutcome.Succeeded ? 1 : 0),
        ("certificate_expiry_timestamp_seconds", "End of the certificate of the node.", node => Unix(node.CertificateExpires)),
        ("clock_difference_seconds", "How far the clock of the node is ahead.", node => node.ClockDifference?.TotalSeconds),
        ("checked_timestamp_seconds", "When the node was checked.", node => Unix(node.CheckedAt)),
    ];

    /// <summary>Makes the text of the report; writes no file.</summary>
    /// <param name="nodes">Of several checks of one node the last counts.</param>
    /// <param name="words">Makes text from outside visible.</param>
    /// <returns>The whole file as text, with LF. Sizes are in bytes, durations in seconds, times in seconds since 1970 in UTC.</returns>
    public static string Write(IEnumerable<BackupHealth> nodes, IReportWords words)
    {
        // Two samples of one name and labels make the whole file invalid: the last check of a node counts.
        BackupHealth[] each = [.. nodes.GroupBy(node => words.Visible(node.Server)).Select(same => same.OrderByDescending(node => node.CheckedAt).First())];
        var text = new StringBuilder();
        foreach ((string name, string help, Func<BackupHealth, double?> value) in OfNodes)
            Metric(text, name, help, each.Where(node => value(node) is not null).Select(node => (Labels(words, ("server", node.Server)), value(node)!.Value)));
        Metric(text, "status", "1 for the status that the node has, 0 for the others.", each.SelectMany(node => Enum.GetValues(typeof(HealthStatus)).Cast<HealthStatus>().Select(status => (Labels(words, ("server", node.Server), ("status", status.ToString())), node.Status == status ? 1.0 : 0))));
        Metric(text, "finding", "1 for each thing that speaks against the backups of the node.", each.SelectMany(node => node.Findings.Select(finding => (finding.Id, finding.Severity)).Distinct().Select(finding => (Labels(words, ("server", node.Server), ("id", finding.Id.ToString()), ("severity", finding.Severity.ToString())), 1.0))));
        foreach ((string name, string help, Func<HealthStorage, double?> value) in new (string, string, Func<HealthStorage, double?>)[]
        {
            ("storage_free_bytes", "Free space of a storage with backups.", storage => storage.FreeBytes),
            ("storage_size_bytes", "Capacity of a storage with backups.", storage => storage.TotalBytes),
            ("storage_connected", "Whether the storage is enabled and connected.", storage => storage.IsConnected is { } connected ? connected ? 1 : 0 : null),
        })
        {
            Metric(text, name, help, each.SelectMany(node => node.Storages.Where(storage => value(storage) is not null).GroupBy(storage => (words.Visible(storage.Name), words.Visible(storage.Uuid)))
                .Select(same => (Labels(words, ("server", node.Server), ("storage", same.First().Name ?? ""), ("uuid", same.First().Uuid ?? "")), value(same.First())!.Value))));
        }

        return text.ToString();
    }

    private static void Metric(StringBuilder text, string name, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        bool isFirst = true;
        foreach ((string labels, double value) in samples)
        {
            if (isFirst)
                text.Append("# HELP zstack_backup_").Append(name).Append(' ').Append(help).Append("\n# TYPE zstack_backup_").Append(name).Append(" gauge\n");
            isFirst = false;
            text.Append("zstack_backup_").Append(name).Append(labels).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static string Labels(IReportWords words, params (string Name, string Value)[] labels) =>
        "{" + string.Join(",", labels.Select(label => $"{label.Name}=\"{Escape(words.Visible(label.Value))}\"")) + "}";

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static double? Unix(DateTimeOffset? time) => time is { } known ? known.ToUnixTimeMilliseconds() / 1000.0 : null;
}
