using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Testing;

namespace ZStack.Backup.Fuzz;

/// <summary>Texts of dumps and, every twentieth time, the packed file as a whole.</summary>
internal sealed class DumpTarget : Target
{
    private const string Header = "-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)\n--\n-- Host: localhost    Database: zstack\n-- Server version\t5.7.44-log\n\n";
    private const string Closing = "\n-- Dump completed on 2026-11-23 17:03:39\n";
    private const string Structure =
        "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `zstack` /*!40100 DEFAULT CHARACTER SET utf8 */;\n\nUSE `zstack`;\nDROP TABLE IF EXISTS `HostEO`;\nCREATE TABLE `HostEO` (\n  `uuid` varchar(32) NOT NULL DEFAULT 'a),;',\n  PRIMARY KEY (`uuid`)\n) ENGINE=InnoDB;\n"
        + "/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER t BEFORE DELETE ON HostEO FOR EACH ROW BEGIN END */;\n/*!50001 CREATE VIEW `HostVO` AS SELECT 1 AS `uuid`*/;\n";

    private const string Rows = "LOCK TABLES `HostEO` WRITE;\nINSERT INTO `HostEO` VALUES ('a','b\\'c;--\\n'),\n(NULL,1,_binary 'x\0y'),('(','\"`');\nUNLOCK TABLES;\nINSERT INTO `schema_version` VALUES (1,'4.8.0'),(3,'5.2.1');\nDELIMITER ;;\nSELECT 1;;\nDELIMITER ;\n";

    private readonly byte[][] _packed;
    private readonly Mutator _texts;
    private readonly Mutator _files;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");
    private int _made;

    public DumpTarget()
    {
        string whole = Header + Structure + Closing + Header + Structure + Rows + Closing + Header + Closing;
        byte[][] corpus = [.. new[] { whole, Header + Closing, "/*M!999999\\- enable the sandbox mode */\n" + whole, Rows + whole }.Select(Encoding.Latin1.GetBytes)];
        _packed = [.. corpus.Select(Pack)];
        _texts = new Mutator(corpus, "'", "\"", "`", "\\", "/*", "*/", "/*!", "--", "-- ", "#", ";", "DELIMITER", "DELIMITER ;;", "(", ")", ",", "INSERT INTO `", " VALUES ", Header, Closing, "\0", "\r", "USE `x`;", "CREATE TABLE `", "schema_version", "99999999999999999999.1");
        _files = new Mutator(_packed, "\u001f\u008b", "\u001f\u008b\u0008\u001f", "\0", "\u00ff\u00ff\u00ff\u00ff", "\u0003\0");
    }

    public override string Name => "dump";

    public override Task<string?> TryAsync(Random random) => Task.FromResult(random.Next(20) == 0 ? TryFile(random) : TryText(random));

    public override void Dispose()
    {
        _folder.Delete(recursive: true);
        base.Dispose();
    }

    private string? TryText(Random random)
    {
        byte[] text = _texts.Make(random);
        int at = 0;
        // In pieces of any size: what is looked at may lie across two of them.
        int piece = random.Next(1, 5000);
        try
        {
            new DumpReader((buffer, offset, count) =>
            {
                int read = Math.Min(Math.Min(count, piece), text.Length - at);
                Array.Copy(text, at, buffer, offset, read);
                at += read;
                return read;
            }).Read();
            return null;
        }
        catch (BackupFaultException)
        {
            return null;
        }
#pragma warning disable CA1031 // That is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
    }

    private string? TryFile(Random random)
    {
        string file = Path.Combine(_folder.FullName, System.Threading.Interlocked.Increment(ref _made).ToString(System.Globalization.CultureInfo.InvariantCulture) + ".gz");
        File.WriteAllBytes(file, random.Next(3) == 0 ? Pack(_texts.Make(random)) : _files.Make(random));
        try
        {
            BackupTestResult result = BackupTester.Test(new BackupTestRequest { FullName = file }, null, default);
            return result.Outcome == BackupTestOutcome.Passed && !_packed.Any(p => p.AsSpan().SequenceEqual(File.ReadAllBytes(file))) && result.Databases.Count == 0 ? "passed without a database" : null;
        }
        catch (ZStackException)
        {
            return null;
        }
#pragma warning disable CA1031 // That is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(text);
        return packed.ToArray();
    }
}
