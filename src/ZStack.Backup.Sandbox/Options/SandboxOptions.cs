using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;

namespace ZStack.Backup.Sandbox;

/// <summary>The two answers of GetDatabaseBackupFromImageStore.</summary>
public enum AnswerShape
{
    /// <summary>As the API manual documents it.</summary>
    Infos,

    /// <summary>As the SDKs read it.</summary>
    Backups,
}

/// <summary>What kind of node to simulate.</summary>
public sealed record SandboxOptions
{
    /// <summary>0 takes a free one. Loopback only.</summary>
    public int Port { get; init; }

    /// <summary>Which of several nodes it is: the backups and the cloud of each are its own. Nodes of the same number have the same.</summary>
    public int Number { get; init; }

    /// <summary>Backups on the store; generated while they are sent, so a million costs no memory.</summary>
    public int Backups { get; init; } = 25;

    public AnswerShape Shape { get; init; }

    public TimestampStyle TimestampStyle { get; init; }

    public string ContextPath { get; init; } = "/zstack";

    public string TimeZone { get; init; } = "Asia/Shanghai";

    public string Version { get; init; } = "5.2.1";

    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Compare instants instead of wall clocks in the Date header of access keys.</summary>
    public bool CheckTimeZone { get; init; }

    /// <summary>TLS with a certificate of its own making.</summary>
    public bool Https { get; init; }

    /// <summary>Another certificate for it; stays the caller's.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>False until <c>management-nodes/ready</c> says so.</summary>
    public bool Ready { get; init; } = true;

    /// <summary>False on servers before 4.1.0.</summary>
    public bool HasTimeZoneApi { get; init; } = true;

    /// <summary>False where the scan falls through to the query of one record.</summary>
    public bool HasImageStoreApi { get; init; } = true;

    /// <summary>False on the open-source node, which has no backup API at all.</summary>
    public bool HasBackupApi { get; init; } = true;

    /// <summary>False on editions without the scheduler's calls.</summary>
    public bool HasSchedulerApi { get; init; } = true;

    /// <summary>False where nobody has made a schedule.</summary>
    public bool HasSchedules { get; init; } = true;

    /// <summary>The schedules run by the node's clock. Off for tests that count backups.</summary>
    public bool RunSchedules { get; init; }

    /// <summary>How many times as fast as the machine's the node's clock runs, and its schedules with it.</summary>
    public double ClockSpeed { get; init; } = 1;

    public bool RequireCaptcha { get; init; }

    public bool RequireTwoFactor { get; init; }

    /// <summary>How long a scan takes before its answer begins.</summary>
    public TimeSpan ScanTime { get; init; }

    /// <summary>Records of backups in the node's database, the newest of last night; from 12 on with the odd ones among them.</summary>
    public int Records { get; init; } = 12;

    /// <summary>VMs of the node's cloud, and as much of everything else as goes with them; queries, backups and restores agree on it. At 0 there is none: all backups are one sample, and the queries of resources do not exist.</summary>
    public int Cloud { get; init; }

    /// <summary>Kinds of resources whose queries this edition does not have.</summary>
    public IReadOnlyCollection<string> LacksQueries { get; init; } = [];

    /// <summary>How long an asynchronous call works.</summary>
    public TimeSpan JobTime { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long the result of a job can be asked for, counted from its start.</summary>
    public TimeSpan JobLifetime { get; init; } = TimeSpan.FromHours(3);

    /// <summary>What the node believes its own address to be; nobody can reach it there.</summary>
    public string LocationBase { get; init; } = "http://172.20.11.15:8080/zstack";

    /// <summary>Long jobs that run while nobody looks.</summary>
    public int RunningLongJobs { get; init; }

    public bool HasTaskProgress { get; init; } = true;

    /// <summary>False on servers before 3.7, whose rescan says nothing.</summary>
    public bool HasSyncResult { get; init; } = true;

    /// <summary>False where the deletion of what is not there succeeds.</summary>
    public bool DeleteUnknownFails { get; init; } = true;

    /// <summary>Details of errors come in Chinese.</summary>
    public bool Chinese { get; init; }

    /// <summary>Host and port in export URLs; <c>null</c> for where the file really is.</summary>
    public string? ExportHost { get; init; }

    public RestoreOptions Restore { get; init; } = new();

    /// <summary>A file that every backup consists of.</summary>
    public string? DumpFile { get; init; }

    /// <summary>Size of a generated body instead; for benchmarks.</summary>
    public long DumpSize { get; init; }
}
