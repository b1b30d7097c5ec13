using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace ZStack.Backup.Client.Tests.Dumps;

public sealed class DumpReaderTests
{
    [Fact]
    public void The_real_dump_passes_with_what_is_in_it()
    {
        BackupTestResult result = Samples.Test(Samples.Real);

        Assert.Equal("", Samples.Bad(result));
        Assert.Equal(BackupTestOutcome.Passed, result.Outcome);
        Assert.Equal("5.2.1", result.Version);
        Assert.Equal("zstack;zstack_rest;zstack_ui", result.Databases.ToString());
        Assert.Equal(27, result.Tables);
        // Rows of two tables are left out of the dump.
        Assert.Equal(409, result.Rows);
        Assert.Equal(2026, result.DumpStarted!.Value.Year);
        Assert.True(result.DumpStarted <= result.DumpCompleted);
    }

    [Fact]
    public void A_hand_made_dump_of_an_old_server_passes()
    {
        BackupTestResult result = Samples.TestText(Samples.Text());

        Assert.Equal("", Samples.Bad(result));
        Assert.Equal(("5.2.1", 19, 5L), (result.Version, result.Tables, result.Rows));
        Assert.Equal(new DateTime(2026, 11, 23, 17, 3, 39), result.DumpCompleted);
    }

    [Theory]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a'),('2','b'),('3','c');\n")]
    [InlineData("INSERT INTO `ZoneEO` VALUES\n('1','a'),\n('2','b'),\n('3','c');\n")]
    [InlineData("INSERT INTO `ZoneEO` (`name`, `uuid`) VALUES ('1','a'),('2','b'),('3','c');\n")]
    [InlineData("INSERT IGNORE INTO zstack.ZoneEO VALUES (1,NULL),(2,-1e-5),(3,0x0A3B27);\n")]
    [InlineData("INSERT  IGNORE INTO `zstack`.`ZoneEO` VALUES (x'00',_utf8mb4 'a'),(2,b'1'),(3,'');\n")]
    [InlineData("REPLACE INTO `ZoneEO` VALUES ('1','a'),('2','b'),('3','c');\n")]
    [InlineData("LOCK TABLES `ZoneEO` WRITE;\n/*!40000 ALTER TABLE `ZoneEO` DISABLE KEYS */;\nINSERT INTO `ZoneEO` VALUES ('1','a');\nINSERT INTO `ZoneEO` VALUES ('1','a'),('2','b');\n/*!40000 ALTER TABLE `ZoneEO` ENABLE KEYS */;\nUNLOCK TABLES;\n")]
    public void Rows_are_counted_in_every_layout(string insert)
    {
        BackupTestResult result = Samples.TestText(Samples.Text(insert));

        Assert.Equal("", Samples.Bad(result));
        Assert.Equal(8, result.Rows);
    }

    [Theory]
    [InlineData(@"'it\'s','\\'")]
    [InlineData(@"'it''s',''")]
    [InlineData(@"'''','\\\''")]
    [InlineData(@"');','-- no comment'")]
    [InlineData("'a\nb\r\nc','\n-- Dump completed on 2026-11-23 17:03:39\n'")]
    [InlineData("'a','\n-- MySQL dump 10.13\n/*!50003 not one'")]
    [InlineData("'/*','*/'")]
    [InlineData("'# `','\"'")]
    [InlineData("\"'\",\"\\\"\"")]
    [InlineData("_binary '\0\u001a\u00ff\u00fe\\0\\Z\\n',_utf8mb4'\u00f0\u009f\u0098\u0080'")]
    [InlineData("'DELIMITER ;;\nUSE `nowhere`;\n','INSERT INTO `nowhere` VALUES (1);'")]
    public void Values_may_hold_anything(string values)
    {
        BackupTestResult result = Samples.TestText(Samples.Text($"INSERT INTO `ZoneEO` VALUES ({values}),('2','b');\nINSERT INTO `HostEO` VALUES ({values});\n"));

        Assert.Equal("", Samples.Bad(result));
        Assert.Equal(8, result.Rows);
    }

    [Theory]
    [InlineData("DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER `t` AFTER DELETE ON `ZoneEO` FOR EACH ROW BEGIN\n-- it's; \"quoted\n  DELETE FROM `x` WHERE a = ';;' OR b = '\\''; # don't;;\n /* nor 'this;; */ END */;;\nDELIMITER ;\n")]
    [InlineData("delimiter $$\nCREATE TRIGGER t BEFORE INSERT ON ZoneEO FOR EACH ROW BEGIN SET @a = 1; SET @b = '$$'; END$$\ndelimiter ;\n")]
    [InlineData("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1/2; END //\nDELIMITER ;\n")]
    [InlineData("/*!50001 CREATE TABLE `ZoneVO` (\n  `uuid` varchar(32)\n) ENGINE=MyISAM */;\n/*!50001 DROP TABLE IF EXISTS `ZoneVO`*/;\n/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */\n/*!50001 VIEW `ZoneVO` AS select 'it\\'s; --' AS `a` */;\n")]
    [InlineData("/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;\n/*M!999999\\- enable the sandbox mode */ \n")]
    [InlineData("/* a comment; with 'quotes */\n# and another ';\n-- and it's the third\nSET SQL_NOTES=0;\n")]
    [InlineData("CREATE TABLE `extra` (`a``b` int DEFAULT '1' COMMENT 'x),`y`', `c` int GENERATED ALWAYS AS (`a``b` * (2)) VIRTUAL, KEY (`c`)) /*!50100 PARTITION BY RANGE (`c`) (PARTITION p0 VALUES LESS THAN (6)) */;\nDROP TABLE `extra`;\n")]
    public void Statements_that_hold_no_rows_are_followed_to_their_end(string statements)
    {
        BackupTestResult result = Samples.TestText(Samples.Text(statements));

        Assert.Equal("", Samples.Bad(result));
        Assert.Equal((19, 5L), (result.Tables, result.Rows));
    }

    [Theory]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a);\n", "QuoteNotClosed")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a'),\n", "RowBroken")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a';\n", "RowBroken")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a') ('2','b');\n", "RowBroken")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a'),('2');\n", "RowOfOtherWidth")]
    [InlineData("INSERT INTO `ZoneEO` (`uuid`) VALUES ('1','a');\n", "RowOfOtherWidth")]
    [InlineData("INSERT INTO `Nowhere` VALUES ('1','a');\n", "RowsWithoutTable")]
    [InlineData("INSERT INTO `zstack_rest`.`ZoneEO` VALUES ('1','a');\n", "RowsWithoutTable")]
    [InlineData("USE `nowhere`;\n", "NoSuchDatabase")]
    [InlineData("CREATE TABLE `x` (`a` int;\n", "TableBroken")]
    [InlineData("/*!40101 SET NAMES utf8 ;\n", "CommentNotClosed")]
    [InlineData("/* never closed\n", "CommentNotClosed")]
    [InlineData("DELIMITER ;;\nSELECT 1;\n", "StatementNotEnded")]
    public void A_statement_that_breaks_off_is_failed_with_where(string statement, string finding)
    {
        string before = Samples.Header + Samples.Databases + Samples.Closing + Samples.Header + Samples.Databases;
        long line = before.Count(c => c == '\n') + 1;

        // At the end of the file, with nothing behind that could be taken for its rest.
        BackupTestResult result = Samples.TestText(before + statement);

        BackupTestCheck check = Assert.Single(result.Checks, c => c.Outcome == CheckOutcome.Failed);
        Assert.Equal(finding, check.Found.Kind.ToString());
        Assert.InRange((long)check.Found["line"]!, line, line + 1);
        Assert.InRange((long)check.Found["offset"]!, before.Length, before.Length + statement.Length);
        Assert.Equal(BackupTestOutcome.Failed, result.Outcome);
        Assert.NotNull(result.Md5);
    }

    [Theory]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a'),('2")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','a'),('2',")]
    [InlineData("CREATE TABLE `x` (\n  `a` int,\n  `b` varchar(3")]
    [InlineData("CREATE TABLE `x` (\n  `a` int DEFAULT 'x")]
    [InlineData("/*!40101 SET NAMES")]
    [InlineData("/*!40101 SET NAMES utf8 */;\n")]
    [InlineData("")]
    public void A_dump_that_broke_off_before_whole_ones_is_found(string rest)
    {
        string whole = Samples.Header + Samples.Databases + Samples.Versions + Samples.Closing;
        string broken = Samples.Header + Samples.Databases + rest + "\n";

        // Enough closing lines follow, so that counting them would not do.
        BackupTestResult result = Samples.TestText(whole + broken + whole + whole + whole);

        BackupTestCheck check = Assert.Single(result.Checks, c => c.Outcome == CheckOutcome.Failed);
        Assert.Equal(Finding.DumpBrokeOff, check.Found.Kind);
        Assert.Equal(2, check.Found["dump"]);
        Assert.Equal((long)(whole + broken).Count(c => c == '\n') + 1, check.Found["line"]);
        Assert.Equal((long)(whole + broken).Length, check.Found["offset"]);
    }

    [Fact]
    public void Fewer_than_three_dumps_or_text_behind_the_last_are_failed()
    {
        string whole = Samples.Header + Samples.Databases + Samples.Versions + Samples.Closing;

        Assert.Contains("DumpsMissing(2,3)", Samples.Bad(Samples.TestText(whole + whole)), StringComparison.Ordinal);
        Assert.Contains("TextBehindLastDump", Samples.Bad(Samples.TestText(Samples.Text() + "SELECT 1;\n")), StringComparison.Ordinal);
        Assert.Contains("ClosingLineAlone", Samples.Bad(Samples.TestText(Samples.Text() + Samples.Closing)), StringComparison.Ordinal);
        Assert.Contains("DumpsOutOfOrder(2,zstack)", Samples.Bad(Samples.TestText(whole + Samples.Header + Samples.Closing + whole)), StringComparison.Ordinal);
        Assert.Equal("", Samples.Bad(Samples.TestText(whole + whole + "UNLOCK TABLES;\n" + Samples.Header + Samples.Closing)));
    }

    [Fact]
    public void Rows_that_a_later_structure_throws_away_do_not_count()
    {
        string whole = Samples.Header + Samples.Databases + Samples.Versions + Samples.Closing;

        Assert.Equal(5, Samples.TestText(whole + whole + Samples.Header + Samples.Closing).Rows);
    }

    [Theory]
    [InlineData("`zstack_rest`", "DatabasesMissing(zstack_rest,other, zstack)")]
    [InlineData("`KVMHostVO`", "TablesMissing(KVMHostVO)")]
    [InlineData("`schema_version`", "TablesMissing(schema_version); Version:VersionMissing()")]
    public void Missing_required_tables_fail(string name, string finding) =>
        Assert.Contains(finding, Samples.Bad(Samples.TestText(Samples.Text().Replace(name, "`other`", StringComparison.Ordinal))), StringComparison.Ordinal);

    [Theory]
    [InlineData("hello", "IsDump:NotADump(hello)")]
    [InlineData("\u0000\u0001\u00ffustar", "IsDump:NotADump(...ustar)")]
    [InlineData("", "Dumps:DumpsMissing(0,3)")]
    [InlineData("-- just a comment\n", "Dumps:DumpsMissing(0,3)")]
    [InlineData("<html></html>", "IsDump:NotADump(<html></html>)")]
    public void Gzip_of_something_else_is_failed_by_name(string text, string expected) => Assert.Contains(expected, Samples.Bad(Samples.TestText(text)), StringComparison.Ordinal);

    [Fact]
    public void The_dump_of_another_database_is_failed_by_name()
    {
        string text = Samples.Header + "CREATE DATABASE `shop`;\nUSE `shop`;\n" + Samples.Structure("orders") + "INSERT INTO `orders` VALUES ('1','a');\n" + Samples.Closing;

        Assert.Equal("Dumps:DumpsMissing(1,3); Databases:DatabasesMissing(zstack, zstack_rest,shop)", Samples.Bad(Samples.TestText(text)));
    }

    [Fact]
    public void A_text_cut_anywhere_and_packed_well_does_not_pass()
    {
        byte[] text = Samples.Unpack(Samples.Real);
        var random = new Random(3);
        int[] cuts = [.. Enumerable.Range(1, 64), .. Enumerable.Range(0, 300).Select(_ => random.Next(1, text.Length + 1))];

        Parallel.ForEach(cuts, cut => Assert.Equal(BackupTestOutcome.Failed, Samples.Test(Samples.Gzip(text[..^cut])).Outcome));
    }

    [Fact]
    public void A_file_cut_anywhere_does_not_pass()
    {
        byte[] file = Samples.Real;
        var random = new Random(4);
        int[] cuts = [.. Enumerable.Range(1, 64), .. Enumerable.Range(0, 1000).Select(_ => random.Next(1, file.Length + 1))];

        Parallel.ForEach(cuts, cut => Assert.Equal(BackupTestOutcome.Failed, Samples.Test(file[..^cut]).Outcome));
    }

    [Fact]
    public void A_file_with_a_byte_changed_anywhere_does_not_pass()
    {
        var random = new Random(5);
        int[] places = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(10, Samples.Real.Length))];

        Parallel.ForEach(places, place =>
        {
            byte[] file = [.. Samples.Real];
            file[place] ^= (byte)(1 + (place % 255));
            Assert.Equal(BackupTestOutcome.Failed, Samples.Test(file).Outcome);
        });
    }

    [Fact]
    public void Hostile_text_is_read_with_little_memory()
    {
        string[] hostile =
        [
            "INSERT INTO `ZoneEO` VALUES ('1','" + new string('x', 30_000_000) + "');\n",
            "CREATE TABLE `" + new string('x', 30_000_000) + "` (`a` int);\n",
            new string('x', 30_000_000) + ";\n",
            "-- " + new string('x', 30_000_000) + "\n",
            "/*" + new string('*', 30_000_000) + "*/\n",
            "INSERT INTO `ZoneEO` VALUES ('1'," + new string('(', 30_000_000) + ");\n",
        ];
        foreach (string statement in hostile)
        {
            byte[] file = Samples.Gzip(Samples.Text(statement));
            long before = GC.GetAllocatedBytesForCurrentThread();
            BackupTestResult result = Samples.Test(file);
            long used = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(used < 4 * 1024 * 1024, $"{used} bytes for {statement[..10]}: {Samples.Bad(result)}");
        }
    }

    [Fact]
    public void The_place_is_counted_in_lines_of_the_text()
    {
        string text = Samples.Text("INSERT INTO `ZoneEO` VALUES ('a\nb','c'),\n('1','2'),\n('3');\n");
        string before = text[..text.IndexOf("('3')", StringComparison.Ordinal)];

        BackupTestCheck check = Samples.TestText(text).Checks.First(c => c.Outcome == CheckOutcome.Failed);

        Assert.Equal([(long)before.Count(c => c == '\n') + 1, (long)Encoding.Latin1.GetByteCount(before), "zstack.ZoneEO", 3L, 1, 2], check.Found.Facts.Values);
    }
}
