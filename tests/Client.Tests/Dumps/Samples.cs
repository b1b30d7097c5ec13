using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Testing;

namespace ZStack.Backup.Client.Tests.Dumps;

/// <summary>Dumps to read: the real one of the sandbox, and small ones made by hand.</summary>
internal static class Samples
{
    public const string Closing = "\n-- Dump completed on 2026-11-23 17:03:39\n";

    public const string Header = "-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)\n--\n-- Host: localhost    Database: zstack\n-- Server version\t5.7.44-log\n\n";

    private static readonly string[] Tables =
    [
        "ManagementNodeVO", "AccountVO", "AccountResourceRefVO", "ZoneEO", "ClusterEO", "HostEO", "KVMHostVO", "PrimaryStorageEO",
        "BackupStorageEO", "ImageEO", "VolumeEO", "VmInstanceEO", "VmNicVO", "L2NetworkEO", "L3NetworkEO", "UsedIpVO", "GlobalConfigVO", "SystemTagVO",
    ];

    /// <summary>As MariaDB made it.</summary>
    public static byte[] Real { get; } = ReadReal();

    public static string Databases { get; } =
        "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `zstack_rest` /*!40100 DEFAULT CHARACTER SET utf8 */;\nUSE `zstack_rest`;\n"
        + "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `zstack` /*!40100 DEFAULT CHARACTER SET utf8 */;\n\nUSE `zstack`;\n"
        + string.Concat(Tables.Select(Structure))
        + "DROP TABLE IF EXISTS `schema_version`;\nCREATE TABLE `schema_version` (\n  `rank` int(11) NOT NULL,\n  `version` varchar(50) NOT NULL,\n  PRIMARY KEY (`version`)\n) ENGINE=InnoDB;\n";

    public static string Versions => "INSERT INTO `schema_version` VALUES (1,'4.8.0'),(3,'5.2.1'),(2,'4.10.0');\nINSERT INTO `AccountVO` VALUES ('36c2','admin');\nINSERT INTO `GlobalConfigVO` VALUES ('1','x');\n";

    /// <summary>A whole file, with statements of the test in its second dump.</summary>
    public static string Text(string statements = "") =>
        Header + Databases + Closing + Header + Databases + Versions + statements + Closing + Header + Closing;

    public static string Structure(string table) => $"DROP TABLE IF EXISTS `{table}`;\nCREATE TABLE `{table}` (\n  `uuid` varchar(32) NOT NULL,\n  `name` varchar(255) DEFAULT 'a),;',\n  PRIMARY KEY (`uuid`)\n) ENGINE=InnoDB;\n";

    public static byte[] Gzip(string text) => Gzip(Encoding.Latin1.GetBytes(text));

    public static byte[] Gzip(byte[] text)
    {
        // GZipStream writes no member at all when it gets no bytes.
        if (text.Length == 0)
            return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(text);
        return packed.ToArray();
    }

    public static byte[] Unpack(byte[] packed)
    {
        using var text = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(text);
        return text.ToArray();
    }

    public static BackupTestResult Test(byte[] file, BackupTestLevel level = BackupTestLevel.Structure)
    {
        using var temporary = new TemporaryFile(file);
        return BackupTester.Test(new BackupTestRequest { FullName = temporary.Path, Level = level }, null, CancellationToken.None);
    }

    public static BackupTestResult TestText(string text) => Test(Gzip(text));

    /// <summary>The checks that did not pass.</summary>
    public static string Bad(BackupTestResult result) =>
        string.Join("; ", result.Checks.Where(c => c.Outcome != CheckOutcome.Passed).Select(c => $"{c.Name}:{c.Found.Kind}({string.Join(",", c.Found.Facts.Values)})"));

    private static byte[] ReadReal()
    {
        using Stream resource = typeof(Sandbox.SandboxNode).Assembly.GetManifestResourceStream("sample-dump.sql.gz")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}

internal sealed class TemporaryFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backup-test").FullName;

    public TemporaryFile(byte[] content)
    {
        Path = System.IO.Path.Combine(_folder, "backup.gz");
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
