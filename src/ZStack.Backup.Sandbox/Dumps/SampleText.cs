namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>The least that has the shape of a node's backup: docs/zstack-api.md section 10.1.</summary>
internal static class SampleText
{
    private const string Header = "-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)\n--\n-- Host: localhost    Database: zstack\n-- ------------------------------------------------------\n-- Server version\t10.11.6-MariaDB\n\n";

    private const string Structure = """

        --
        -- Current Database: `zstack`
        --

        CREATE DATABASE /*!32312 IF NOT EXISTS*/ `zstack` /*!40100 DEFAULT CHARACTER SET utf8mb3 */;

        USE `zstack`;

        --
        -- Table structure for table `AccountVO`
        --

        DROP TABLE IF EXISTS `AccountVO`;
        CREATE TABLE `AccountVO` (
          `uuid` varchar(32) NOT NULL,
          `name` varchar(255) NOT NULL,
          PRIMARY KEY (`uuid`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;

        --
        -- Table structure for table `schema_version`
        --

        DROP TABLE IF EXISTS `schema_version`;
        CREATE TABLE `schema_version` (
          `version_rank` int(11) NOT NULL,
          `version` varchar(50) NOT NULL
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;

        """;

    private const string Rows = """

        LOCK TABLES `AccountVO` WRITE;
        INSERT INTO `AccountVO` VALUES
        ('36c27e8ff05c4780bf6d2fa65700f22e','admin'),
        ('5f1c0a3b7e6d4c2b9a8f7e6d5c4b3a29','it\'s; -- a name');
        UNLOCK TABLES;

        LOCK TABLES `schema_version` WRITE;
        INSERT INTO `schema_version` VALUES
        (1,'1.0'),
        (2,'5.2.1');
        UNLOCK TABLES;

        """;

    private const string Footer = "-- Dump completed on 2026-11-23  1:00:12\n";

    public const string ThreeDumps = Header + Structure + Footer + Header + Structure + Rows + Footer + Header + Footer;
}
