namespace ZStack.Backup.Binding;

/// <summary>What a report is for.</summary>
public enum ReportFormat
{
    /// <summary>By the end of the name of the file.</summary>
    Auto,

    /// <summary>A page for people.</summary>
    Html,

    /// <summary>Metrics for the textfile collector of the node exporter.</summary>
    Prometheus,

    /// <summary>Test results for CI.</summary>
    JUnit,

    /// <summary>For other programs.</summary>
    Json,
}
