-- What sample-dump.sql.gz was made from: a small cloud with the tables that a ZStack database has, columns of our own
-- making, and every kind of value that a reader of dumps can stumble over. Made into a dump by make-sample-dump.sh.
SET NAMES utf8mb4;
CREATE DATABASE zstack DEFAULT CHARACTER SET utf8mb4;
USE zstack;

CREATE TABLE `schema_version` (
  `version_rank` int NOT NULL,
  `installed_rank` int NOT NULL,
  `version` varchar(50) NOT NULL,
  `description` varchar(200) NOT NULL,
  `type` varchar(20) NOT NULL,
  `script` varchar(1000) NOT NULL,
  `checksum` int DEFAULT NULL,
  `installed_by` varchar(100) NOT NULL,
  `installed_on` timestamp NOT NULL DEFAULT current_timestamp(),
  `execution_time` int NOT NULL,
  `success` tinyint(1) NOT NULL,
  PRIMARY KEY (`version`)
) ENGINE=InnoDB;
-- 5.10.0 is not here, but 4.10.0 is: versions are compared by their numbers, not as text.
INSERT INTO `schema_version` VALUES
 (1,1,'0.6','<< Flyway Baseline >>','BASELINE','<< Flyway Baseline >>',NULL,'zstack','2026-01-04 03:00:01',0,1),
 (2,2,'4.8.0','schema','SQL','V4.8.0__schema.sql',-1467563221,'zstack','2026-01-04 03:00:02',312,1),
 (3,3,'4.10.0','schema','SQL','V4.10.0__schema.sql',98812,'zstack','2026-01-04 03:00:03',280,1),
 (5,5,'5.2.1','schema','SQL','V5.2.1__schema.sql',771003421,'zstack','2026-02-11 03:00:05',145,1),
 (4,4,'5.2.0','schema','SQL','V5.2.0__schema.sql',-55120,'zstack','2026-02-11 03:00:04',201,1);

CREATE TABLE `ManagementNodeVO` (`uuid` varchar(32) NOT NULL, `hostName` varchar(255), `port` int unsigned, `state` varchar(128) NOT NULL, `joinDate` timestamp NOT NULL DEFAULT current_timestamp(), `heartBeat` timestamp NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `ManagementNodeVO` VALUES ('3f0d1f3cbb5f3c0fa4ce0ad7d7f0f0aa','10.0.0.10',8080,'RUNNING','2026-11-20 01:00:00','2026-11-23 17:03:30');

CREATE TABLE `ResourceVO` (`uuid` varchar(32) NOT NULL, `resourceName` varchar(255), `resourceType` varchar(255) NOT NULL, `concreteResourceType` varchar(512) NOT NULL, PRIMARY KEY (`uuid`), KEY `idxResourceType` (`resourceType`)) ENGINE=InnoDB;
CREATE TABLE `AccountVO` (`uuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `description` varchar(2048), `password` varchar(255), `type` varchar(128), `createDate` timestamp NOT NULL DEFAULT '2026-01-04 03:10:00', PRIMARY KEY (`uuid`), UNIQUE KEY `name` (`name`)) ENGINE=InnoDB;
INSERT INTO `AccountVO` VALUES
 ('36c27e8ff05c4780bf6d2fa65700f22e','admin','the administrator','b109f3bbbc244eb82441917ed06d618b9008dd09b3befd1b5e07394c706a8bb9','SystemAdmin','2026-01-04 03:10:00'),
 ('a0c1f7a3f1c8425f8f0f7a1a3f0c0001','O''Brien; DROP TABLE `AccountVO`; -- ','He said "no".\nSecond line\r\nC:\\temp\\','x','Normal','2026-01-05 08:00:00'),
 ('a0c1f7a3f1c8425f8f0f7a1a3f0c0002','小王 😀','',NULL,'Normal','2026-01-05 08:00:01');

CREATE TABLE `AccountResourceRefVO` (`id` bigint unsigned NOT NULL AUTO_INCREMENT, `accountUuid` varchar(32) NOT NULL, `ownerAccountUuid` varchar(32) NOT NULL, `resourceUuid` varchar(32) NOT NULL, `resourceType` varchar(255) NOT NULL, `permission` int unsigned NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `fkAccountResourceRefVOAccountVO` FOREIGN KEY (`accountUuid`) REFERENCES `AccountVO` (`uuid`) ON DELETE CASCADE) ENGINE=InnoDB;
CREATE TABLE `ZoneEO` (`uuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `description` varchar(2048), `state` varchar(32) NOT NULL, `deleted` varchar(255) DEFAULT NULL, `createDate` timestamp NOT NULL DEFAULT '2026-01-04 03:10:00', PRIMARY KEY (`uuid`)) ENGINE=InnoDB COMMENT='zones; a row with `deleted` is -- gone';
INSERT INTO `ZoneEO` VALUES ('1d1b5b0bc03d4b9f8d2fbbd2a5f9c111','ZONE-1','-- not a comment\n# nor this /* nor this */','Enabled',NULL,'2026-01-04 03:11:00'), ('1d1b5b0bc03d4b9f8d2fbbd2a5f9c112','ZONE-2 (old)','),(\');','Disabled','2026-06-01 00:00:00','2026-01-04 03:12:00');
CREATE TABLE `ClusterEO` (`uuid` varchar(32) NOT NULL, `zoneUuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `hypervisorType` varchar(255) NOT NULL, `state` varchar(32) NOT NULL, `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`), CONSTRAINT `fkClusterEOZoneEO` FOREIGN KEY (`zoneUuid`) REFERENCES `ZoneEO` (`uuid`)) ENGINE=InnoDB;
INSERT INTO `ClusterEO` VALUES ('2b0f4a3c6fbb4cc3b0ab2a1f43d20001','1d1b5b0bc03d4b9f8d2fbbd2a5f9c111','Cluster-1','KVM','Enabled',NULL);
CREATE TABLE `HostEO` (`uuid` varchar(32) NOT NULL, `clusterUuid` varchar(32), `name` varchar(255) NOT NULL, `managementIp` varchar(255) NOT NULL, `state` varchar(32) NOT NULL, `status` varchar(32) NOT NULL, `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `HostEO` VALUES ('c4a5c6b2d30d4f59a6a6ea4b54a20001','2b0f4a3c6fbb4cc3b0ab2a1f43d20001','host-1','10.0.0.21','Enabled','Connected',NULL),('c4a5c6b2d30d4f59a6a6ea4b54a20002','2b0f4a3c6fbb4cc3b0ab2a1f43d20001','host-2','10.0.0.22','Enabled','Connected',NULL);
CREATE TABLE `KVMHostVO` (`uuid` varchar(32) NOT NULL, `username` varchar(255) NOT NULL, `password` varchar(255) NOT NULL, `port` int unsigned NOT NULL, `iscsiInitiatorName` varbinary(64) DEFAULT NULL, PRIMARY KEY (`uuid`), CONSTRAINT `fkKVMHostVOHostEO` FOREIGN KEY (`uuid`) REFERENCES `HostEO` (`uuid`) ON DELETE CASCADE) ENGINE=InnoDB;
INSERT INTO `KVMHostVO` VALUES ('c4a5c6b2d30d4f59a6a6ea4b54a20001','root','*sample*',22,x'000a0d1a22275c3b2d2d20ff'),('c4a5c6b2d30d4f59a6a6ea4b54a20002','root','*sample*',22,NULL);
CREATE TABLE `PrimaryStorageEO` (`uuid` varchar(32) NOT NULL, `zoneUuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `type` varchar(255) NOT NULL, `url` varchar(2048), `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `PrimaryStorageEO` VALUES ('f1d2b3a4c5e64f708192a3b4c5d60001','1d1b5b0bc03d4b9f8d2fbbd2a5f9c111','PS-1','LocalStorage','/zstack_ps',NULL);
CREATE TABLE `BackupStorageEO` (`uuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `type` varchar(255) NOT NULL, `url` varchar(2048), `totalCapacity` bigint unsigned, `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `BackupStorageEO` VALUES ('676c5945223647698fcf4da2fa46d1dd','BS-1','ImageStoreBackupStorage','/zstack_bs',18446744073709551615,NULL);
CREATE TABLE `ImageEO` (`uuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `size` bigint unsigned NOT NULL, `md5Sum` varchar(255), `format` varchar(255) NOT NULL, `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `ImageEO` VALUES ('0b0a7f6e5d4c3b2a19080706050403a1','CentOS \'7\' "minimal"',1073741824,'9e107d9d372bb6826bd81d3542a419d6','qcow2',NULL);
CREATE TABLE `VmInstanceEO` (`uuid` varchar(32) NOT NULL, `internalId` bigint unsigned NOT NULL, `name` varchar(255) NOT NULL, `description` text, `cpuNum` int unsigned NOT NULL, `memorySize` bigint unsigned NOT NULL, `load` double DEFAULT NULL, `state` varchar(128) NOT NULL, `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `VmInstanceEO` SELECT MD5(CONCAT('vm',seq)), seq, CONCAT('vm-', seq), CONCAT('it''s number ', seq, IF(seq % 7 = 0, ';\n-- ;\\', '')), 1 + seq % 8, 1073741824 * (1 + seq % 8), IF(seq % 5 = 0, NULL, -1e-3 * seq), ELT(1 + seq % 3, 'Running', 'Stopped', 'Unknown'), IF(seq % 11 = 0, '2026-06-01', NULL) FROM seq_1_to_120;
CREATE TABLE `VolumeEO` (`uuid` varchar(32) NOT NULL, `vmInstanceUuid` varchar(32), `name` varchar(255) NOT NULL, `installPath` varchar(2048), `size` bigint unsigned NOT NULL, `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `VolumeEO` SELECT MD5(CONCAT('volume',seq)), MD5(CONCAT('vm',seq)), CONCAT('ROOT-for-vm-', seq), CONCAT('/zstack_ps/rootVolumes/', MD5(seq), '.qcow2'), 42949672960, IF(seq % 11 = 0, '2026-06-01', NULL) FROM seq_1_to_120;
CREATE TABLE `L2NetworkEO` (`uuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `physicalInterface` varchar(255), `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
CREATE TABLE `L3NetworkEO` (`uuid` varchar(32) NOT NULL, `l2NetworkUuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `dnsDomain` varchar(255), `deleted` varchar(255) DEFAULT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `L2NetworkEO` VALUES ('5a5a0c0c1d1d4e4e8f8f9090a1a10001','L2-1','eth0',NULL);
INSERT INTO `L3NetworkEO` VALUES ('6b6b0c0c1d1d4e4e8f8f9090a1a10001','5a5a0c0c1d1d4e4e8f8f9090a1a10001','L3-1',NULL,NULL);
CREATE TABLE `VmNicVO` (`uuid` varchar(32) NOT NULL, `vmInstanceUuid` varchar(32), `mac` varchar(17) NOT NULL, `metaData` blob, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `VmNicVO` SELECT MD5(CONCAT('nic',seq)), MD5(CONCAT('vm',seq)), CONCAT('fa:16:3e:00:00:', LPAD(HEX(seq),2,'0')), UNHEX(CONCAT(SHA2(seq,512), '27', '5c', '0a', '3b')) FROM seq_1_to_40;
CREATE TABLE `UsedIpVO` (`uuid` varchar(32) NOT NULL, `ip` varchar(128) NOT NULL, `ipInLong` bigint unsigned NOT NULL, `inUse` bit(1) NOT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `UsedIpVO` SELECT MD5(CONCAT('ip',seq)), CONCAT('192.168.0.', seq), 3232235520 + seq, b'1' FROM seq_1_to_40;
CREATE TABLE `GlobalConfigVO` (`id` bigint unsigned NOT NULL AUTO_INCREMENT, `name` varchar(255) NOT NULL, `description` varchar(1024), `category` varchar(64) NOT NULL, `defaultValue` text, `value` text, PRIMARY KEY (`id`)) ENGINE=InnoDB;
INSERT INTO `GlobalConfigVO` VALUES (1,'enable','VM high availability','ha','true','true'),(2,'banner','','ui','',CONCAT('<b>"it''s"</b> \\\' ', REPEAT('long; ', 2000)));
CREATE TABLE `SystemTagVO` (`uuid` varchar(32) NOT NULL, `resourceUuid` varchar(32) NOT NULL, `resourceType` varchar(64) NOT NULL, `inherent` tinyint(1) NOT NULL, `tag` text, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO `SystemTagVO` SELECT MD5(CONCAT('tag',seq)), MD5(CONCAT('vm',seq)), 'VmInstanceVO', 0, CONCAT('hostname::vm-', seq, '::{"a":"\\"b\\""}') FROM seq_1_to_60;
CREATE TABLE `DatabaseBackupVO` (`uuid` varchar(32) NOT NULL, `name` varchar(255) NOT NULL, `size` bigint unsigned, `metadata` text, `state` varchar(32) NOT NULL, `status` varchar(32) NOT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
CREATE TABLE `DatabaseBackupStorageRefVO` (`id` bigint unsigned NOT NULL AUTO_INCREMENT, `databaseBackupUuid` varchar(32) NOT NULL, `backupStorageUuid` varchar(32) NOT NULL, `installPath` varchar(2048), PRIMARY KEY (`id`)) ENGINE=InnoDB;
INSERT INTO `DatabaseBackupVO` VALUES ('742a7c7d4a4f3a01b206632a40ac414f','nightly.gz',7995392,'{"name":"nightly.gz","version":"5.2.1","md5":null}','Enabled','Ready');
-- Of the eight tables whose rows the backup leaves out, two.
CREATE TABLE `NotificationVO` (`uuid` varchar(32) NOT NULL, `content` text NOT NULL, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
CREATE TABLE `ResourceUsageVO` (`id` bigint unsigned NOT NULL AUTO_INCREMENT, `spending` double NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB;
INSERT INTO `NotificationVO` SELECT MD5(seq), 'left out of the backup' FROM seq_1_to_10;
INSERT INTO `ResourceUsageVO` SELECT seq, seq / 3 FROM seq_1_to_10;
-- A name with a backtick and a space, a column that is computed, a table without rows.
CREATE TABLE `odd``name 表` (`id` int NOT NULL, `doubled` int GENERATED ALWAYS AS (`id` * 2) VIRTUAL, `kind` enum('a;b','c''d','e,f') NOT NULL DEFAULT 'a;b', PRIMARY KEY (`id`)) ENGINE=InnoDB;
INSERT INTO `odd``name 表` (`id`, `kind`) VALUES (1,'c''d'),(2,'e,f');

CREATE DEFINER=`root`@`localhost` VIEW `ZoneVO` AS SELECT `uuid`, `name`, `description`, `state` FROM `ZoneEO` WHERE `deleted` IS NULL;
CREATE DEFINER=`root`@`%` VIEW `ClusterVO` AS SELECT `uuid`, `zoneUuid`, `name` FROM `ClusterEO` WHERE `deleted` IS NULL;
CREATE VIEW `HostVO` AS SELECT `uuid`, `clusterUuid`, `name`, `managementIp` FROM `HostEO` WHERE `deleted` IS NULL;
CREATE VIEW `ImageVO` AS SELECT `uuid`, `name`, `size` FROM `ImageEO` WHERE `deleted` IS NULL AND `name` <> '; -- ''';
CREATE VIEW `VolumeVO` AS SELECT `uuid`, `name`, `installPath` FROM `VolumeEO` WHERE `deleted` IS NULL;
CREATE VIEW `VmInstanceVO` AS SELECT `uuid`, `name`, `state` FROM `VmInstanceEO` WHERE `deleted` IS NULL;

DELIMITER $$
CREATE DEFINER=`root`@`localhost` TRIGGER `trigger_cleanup_for_VmInstanceEO_hard_delete` AFTER DELETE ON `VmInstanceEO`
FOR EACH ROW
BEGIN
    -- it's a comment; with a quote
    DELETE FROM `SystemTagVO` WHERE `resourceUuid` = OLD.`uuid`; # another "one
    UPDATE `GlobalConfigVO` SET `value` = ';; $$ DELIMITER' WHERE `name` = 'none';
END$$
CREATE TRIGGER `trigger_clean_AccountResourceRefVO_for_VolumeEO` AFTER UPDATE ON `VolumeEO` FOR EACH ROW
BEGIN
    IF NEW.`deleted` IS NOT NULL THEN /* don't; */
        DELETE FROM `AccountResourceRefVO` WHERE `resourceUuid` = OLD.`uuid` AND `resourceType` = 'VolumeVO';
    END IF;
END$$
DELIMITER ;

CREATE DATABASE zstack_rest DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE zstack_rest.`AsyncRestVO` (`uuid` varchar(32) NOT NULL, `requestData` mediumtext, `state` varchar(64) NOT NULL, `result` mediumtext, PRIMARY KEY (`uuid`)) ENGINE=InnoDB;
INSERT INTO zstack_rest.`AsyncRestVO` VALUES ('b3b1a8a7c0de4f7ab0a4ea6a1f000001','{"org.zstack.header.APIMsg":{"name":"it\\u0027s; \\"x\\""}}','Done',NULL);

CREATE DATABASE zstack_ui DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE zstack_ui.`ui_setting` (`id` int NOT NULL, `setting` json, PRIMARY KEY (`id`)) ENGINE=InnoDB;
INSERT INTO zstack_ui.`ui_setting` VALUES (1,'{"theme":"dark","motto":"don\'t; -- panic \\n"}'),(2,NULL);
