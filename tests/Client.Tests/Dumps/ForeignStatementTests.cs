using System;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Dumps;

/// <summary>A backup comes from outside: what no mysqldump writes is never executed.</summary>
public sealed class ForeignStatementTests
{
    public static TheoryData<string> Hostile => [.. HostileStatements.All];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_foreign_statement_fails_with_its_place(string statement)
    {
        string text = Samples.Text("\n" + statement + "\n");
        string before = text[..(text.IndexOf(statement, StringComparison.Ordinal) - 1)];

        BackupTestResult result = Samples.Test(Samples.Gzip(text), BackupTestLevel.Restore);

        BackupTestCheck check = Assert.Single(result.Checks, c => c.Name == "ForeignStatements");
        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.InRange((long)check.Found["line"]!, before.Count(c => c == '\n') + 2, before.Count(c => c == '\n') + 2 + statement.Count(c => c == '\n'));
        Assert.InRange((long)check.Found["offset"]!, before.Length + 1, before.Length + 1 + statement.Length);
        Assert.Equal(Finding.RestoreNotTried, result.Checks[^1].Found.Kind);
    }

    [Theory]
    [InlineData("set-global-log")]
    [InlineData("create-user")]
    public void A_case_with_such_a_statement_is_not_restored(string name)
    {
        BackupTestResult result = Samples.Test(File.ReadAllBytes(Repository.TestData($"cases/{name}.gz")), BackupTestLevel.Restore);

        Assert.Equal(599L, Assert.Single(result.Checks, c => c.Found.Is(Finding.ForeignStatement)).Found["line"]);
        Assert.Equal(Finding.RestoreNotTried, result.Checks[^1].Found.Kind);
    }

    /// <summary>Lines of dumps of MySQL 5.5 to 8.4 and MariaDB 5.5 to 11.</summary>
    [Theory]
    [InlineData("SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;\nSET @@SESSION.SQL_LOG_BIN= 0;\nSET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5,\n3E11FA47-71CA-11E1-9E33-C80AA9429563:1-77';\nSET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;", 4)]
    [InlineData("CHANGE MASTER TO MASTER_LOG_FILE='mysql-bin.000003', MASTER_LOG_POS=194;", 1)]
    [InlineData("CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE='binlog.000002', SOURCE_LOG_POS=157;", 1)]
    [InlineData("SET GLOBAL gtid_slave_pos='0-1-23,1-2-5';\nCHANGE MASTER TO MASTER_USE_GTID=slave_pos;", 2)]
    [InlineData("-- CHANGE MASTER TO MASTER_LOG_FILE='mysql-bin.000003', MASTER_LOG_POS=194;", 0)]
    [InlineData("/*M!999999\\- enable the sandbox mode */ \n/*!999999\\- enable the sandbox mode */", 0)]
    [InlineData("/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n/*!50503 SET NAMES utf8mb4 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;\n/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;", 0)]
    [InlineData("/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;\n/*M!100616 SET NOTE_VERBOSITY=@OLD_NOTE_VERBOSITY */;", 0)]
    [InlineData("/*!40000 DROP DATABASE IF EXISTS `zstack_ui`*/;\nCREATE DATABASE /*!32312 IF NOT EXISTS*/ `zstack_ui` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */;\nUSE `zstack`;", 0)]
    [InlineData("SET @saved_cs_client     = @@character_set_client;\n/*!50503 SET character_set_client = utf8mb4 */;\n/*!50001 CREATE VIEW `vv` AS SELECT \n 1 AS `uuid`,\n 1 AS `name`*/;\nSET character_set_client = @saved_cs_client;", 0)]
    [InlineData("/*!50001 DROP VIEW IF EXISTS `vv`*/;\n/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`%` SQL SECURITY DEFINER */\n/*!50001 VIEW `vv` AS select `z`.`uuid` AS `uuid` from `ZoneEO` `z` where (`z`.`name` like '%;--%') union all select (1) AS `uuid` */;", 0)]
    [InlineData("set autocommit=0;\nLOCK TABLES `ZoneEO` WRITE, `HostEO` READ LOCAL;\n/*!40000 ALTER TABLE `ZoneEO` DISABLE KEYS */;\nINSERT  IGNORE INTO `ZoneEO` VALUES (_binary 'a\\0',NULL),(0x4142,-1.5e+10);\nUNLOCK TABLES;\ncommit;", 0)]
    [InlineData("CREATE TABLE `t1` (\n  `id` int unsigned NOT NULL AUTO_INCREMENT /*!80023 INVISIBLE */,\n  `master` varchar(9) CHARACTER SET latin1 DEFAULT 'GLOBAL' COMMENT 'OUTFILE; SELECT',\n  `t` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,\n  PRIMARY KEY (`id`),\n  CONSTRAINT `c` CHECK ((`id` > 0)) /*!80016 NOT ENFORCED */,\n  CONSTRAINT `f` FOREIGN KEY (`master`) REFERENCES `ZoneEO` (`uuid`) ON DELETE CASCADE\n) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=COMPRESSED PAGE_CHECKSUM=1\n/*!50100 PARTITION BY RANGE (`id`)\n(PARTITION p0 VALUES LESS THAN (6) ENGINE = InnoDB) */;", 0)]
    [InlineData("/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;\n/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;\nDELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `t` AFTER DELETE ON `ZoneEO`\nFOR EACH ROW BEGIN\n  -- it's gone\n  DECLARE n INT; IF OLD.name = 'x' THEN BEGIN DELETE FROM `HostEO` WHERE `uuid` = OLD.`uuid`; END; END IF;\n  SET n = CASE WHEN 1 THEN 2 ELSE 3 END; CASE n WHEN 1 THEN SET n = 2; END CASE;\nEND */;;\nDELIMITER ;\n/*!50003 SET sql_mode = @saved_sql_mode */ ;\nALTER DATABASE `zstack` CHARACTER SET utf8 COLLATE utf8_general_ci ;", 0)]
    [InlineData("/*!50003 DROP PROCEDURE IF EXISTS `p` */;\nDELIMITER ;;\nCREATE DEFINER=`root`@`localhost` PROCEDURE `p`(IN a INT)\n    READS SQL DATA\nBEGIN SELECT a; END ;;\nCREATE DEFINER=`root`@`localhost` FUNCTION `f`(a INT) RETURNS int\n    DETERMINISTIC\nRETURN a + 1 ;;\nDELIMITER ;", 0)]
    [InlineData("/*!50106 SET @save_time_zone= @@TIME_ZONE */ ;\n/*!50106 SET TIME_ZONE= 'SYSTEM' */ ;\n/*!50106 SET TIME_ZONE= @save_time_zone */ ;\n/*!50106 DROP EVENT IF EXISTS `e` */;\nDELIMITER ;;\n/*!50106 CREATE*/ /*!50117 DEFINER=`root`@`localhost`*/ /*!50106 EVENT `e` ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 00:00:00' ON COMPLETION NOT PRESERVE ENABLE DO DELETE FROM `ZoneEO` WHERE 0 */ ;;\nDELIMITER ;", 2)]
    public void Statements_of_mysqldump_pass(string statements, int restricted)
    {
        string text = Samples.Text(statements + "\n");
        var dump = new ZStack.Backup.Client.Dumps.DumpReader(new MemoryStream(Encoding.Latin1.GetBytes(text)).Read);

        dump.Read();

        Assert.True(dump.Foreign is null, dump.Foreign is { } f ? text[(int)f.Offset..][..Math.Min(200, text.Length - (int)f.Offset)] : "");
        Assert.Equal(restricted, dump.Restricted.Count);
        Assert.All(dump.Restricted, range => Assert.EndsWith(";", text[(int)range.Start..(int)range.End], StringComparison.Ordinal));
    }
}
