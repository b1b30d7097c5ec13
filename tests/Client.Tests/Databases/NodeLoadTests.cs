using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Databases;
using ZStack.Backup.Client.Tests.Dumps;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Databases;

/// <summary>Level Restore: as the node loads it.</summary>
public sealed class NodeLoadTests
{
    private const string View = "/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`%` SQL SECURITY DEFINER */\n/*!50001 VIEW `ZoneVO` AS select `ZoneEO`.`uuid` AS `uuid` from `ZoneEO` */;\n";
    private const string Log = "SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;\nSET @@SESSION.SQL_LOG_BIN= 0;\nSET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5,\n3E11FA47-71CA-11E1-9E33-C80AA9429563:1-77';\nCHANGE MASTER TO MASTER_LOG_FILE='mysql-bin.000003', MASTER_LOG_POS=194;\n";

    [Fact]
    public void Statements_for_administrators_are_left_out_and_reported()
    {
        BackupTestResult result = Restore(Log + View + "INSERT INTO `ZoneEO` VALUES ('1','a');\n");

        Assert.Equal("", Samples.Bad(result));
        BackupTestCheck check = Assert.Single(result.Checks, c => c.Name == "Restore");
        Assert.Equal((Finding.RestoredWithout, 4), (check.Found.Kind, check.Found["statements"]));
        Assert.Equal(["read", "start", "load", "count"], result.Phases.Select(p => p.Name));
        Assert.All(result.Phases, phase => Assert.True(phase.Seconds > 0));
    }

    [Fact]
    public void A_view_that_cannot_be_read_fails_with_its_name()
    {
        BackupTestResult result = Restore(View + "DROP TABLE `ZoneEO`;\nDROP TABLE IF EXISTS `ZoneEO`;\n" + View.Replace("Zone", "Host", StringComparison.Ordinal) + "CREATE TABLE `ZoneEO` (`other` int);\n");

        BackupTestCheck check = Assert.Single(result.Checks, c => c.Outcome == CheckOutcome.Failed);
        Assert.Equal((Finding.RestoredViewBroken, "zstack.ZoneVO"), (check.Found.Kind, check.Found["view"]));
    }

    [Fact]
    public void Another_database_is_left_alone_as_the_node_leaves_it()
    {
        BackupTestResult result = Restore("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `other`;\nUSE `other`;\nCREATE TABLE `t` (`a` int);\nINSERT INTO `t` VALUES (1);\nUSE `zstack`;\n");

        Assert.True(Samples.Bad(result).Length == 0, Samples.Bad(result));
        Assert.Contains("other", result.Databases);
    }

    [Fact]
    public void A_warning_does_not_keep_it_from_being_restored()
    {
        BackupTestResult result = Samples.Test(File.ReadAllBytes(Repository.TestData("cases/definer-in-data.gz")), BackupTestLevel.Restore);

        Assert.Equal(BackupTestOutcome.Warning, result.Outcome);
        Assert.Equal(CheckOutcome.Passed, result.Checks.Single(c => c.Name == "RestoredRows").Outcome);
    }

    private static BackupTestResult Restore(string statements)
    {
        Assert.True(ServerPrograms.Find(null, CancellationToken.None, out string missing) is not null, missing);
        return Samples.Test(Samples.Gzip(Encoding.Latin1.GetBytes(Samples.Text(statements))), BackupTestLevel.Restore);
    }
}
