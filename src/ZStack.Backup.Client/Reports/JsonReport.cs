using System;
using System.Collections.Generic;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Reports;

/// <summary>Health for programs, in the documented and versioned format of docs/monitoring.md.</summary>
public static class JsonReport
{
    /// <summary>Makes the text of the report; writes no file.</summary>
    /// <param name="nodes">In the order that they are written in.</param>
    /// <param name="now">When the report is made; written with its offset.</param>
    public static string Write(IEnumerable<BackupHealth> nodes, DateTimeOffset now) => HealthReportText.Write(nodes, now);
}
