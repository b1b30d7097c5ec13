using System;
using System.Collections.Generic;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Reports;

/// <summary>Health for programs, in the documented and versioned format of docs/monitoring.md.</summary>
public static class JsonReport
{
    /// <param name="now">When the report is made.</param>
    public static string Write(IEnumerable<BackupHealth> nodes, DateTimeOffset now) => HealthReportText.Write(nodes, now);
}
