using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Dumps;

/// <summary>The node's own restore changes the text line by line; what that damages is found before the night it is needed.</summary>
public sealed class NodeRestoreTests
{
    private const string D = "DEFINER=`a`@`b`";

    [Theory]
    [InlineData("node-drops-line", BackupTestOutcome.Failed, "NodeDropsLine")]
    [InlineData("definer-in-data", BackupTestOutcome.Warning, "NodeRewritesData")]
    public void A_case_gets_its_outcome(string name, BackupTestOutcome outcome, string finding)
    {
        BackupTestResult result = Samples.Test(File.ReadAllBytes(Repository.TestData($"cases/{name}.gz")));

        BackupTestCheck check = Assert.Single(result.Checks, c => c.Outcome != CheckOutcome.Passed);
        Assert.Equal(("NodeRestore", finding, outcome.ToString(), outcome), (check.Name, check.Found.Kind.ToString(), check.Outcome.ToString(), result.Outcome));
        Assert.Equal(833L, check.Found["line"]);
    }

    [Theory]
    [InlineData("INSERT INTO `ZoneEO` VALUES\n('1','a'),\n('2','DROP DATABASE IF EXISTS'),\n('3','b');", "NodeDropsLine")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','CREATE DATABASE  IF NOT EXISTS');", "NodeDropsLine")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','CREATE DATABASE '),('2',' IF NOT EXISTS');", "NodeDropsLine")]
    [InlineData("/* DROP DATABASE IF EXISTS */ UNLOCK TABLES;", "NodeDropsLine")]
    [InlineData("UNLOCK TABLES; -- DROP DATABASE IF EXISTS", "NodeDropsLine")]
    [InlineData("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `zstack`; DROP TABLE IF EXISTS `x`;", "NodeDropsLine")]
    [InlineData("CREATE TABLE `x` (`a` int COMMENT 'DROP DATABASE IF EXISTS');", "NodeDropsLine")]
    [InlineData("CREATE DEFINER=`a`@`b` SQL SECURITY DEFINER VIEW `x` AS select `y`.`a` AS `a` from `y`;", "NodeBreaksStatement")]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','CREATE DATABASE IF NOT EXISTS');", null)]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','create database x if not exists'),('2','DROP DATABASE');", null)]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','DEFINER=`a`'),('2','DEFINER=`a/`@`b`');", null)]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','CREATE DATABASE x'),\n('2',' IF NOT EXISTS');", null)]
    [InlineData("-- DROP DATABASE IF EXISTS\n/*!40000 DROP DATABASE IF EXISTS `zstack_ui`*/;\nCREATE DATABASE /*!32312 IF NOT EXISTS*/ `zstack_ui`;", null)]
    [InlineData("/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`%` SQL SECURITY DEFINER */\n/*!50001 VIEW `x` AS select `y`.`a` AS `a` from `y` */;", null)]
    [InlineData("INSERT INTO `ZoneEO` VALUES ('1','" + D + "'),('2','" + D + "');\nINSERT INTO `ZoneEO` VALUES ('3','" + D + "');", "NodeRewritesData")]
    [InlineData("CREATE TABLE `x` (`a` int COMMENT '" + D + "');", "NodeRewritesData")]
    public void Every_change_is_told_from_damage(string statements, string? finding)
    {
        BackupTestResult result = Samples.TestText(Samples.Text(statements + "\n"));

        BackupTestCheck check = Assert.Single(result.Checks, c => c.Name == "NodeRestore");
        Assert.Equal(finding ?? "NodeKeepsAll", check.Found.Kind.ToString());
        CheckOutcome expected = finding switch { null => CheckOutcome.Passed, "NodeRewritesData" => CheckOutcome.Warning, _ => CheckOutcome.Failed };
        Assert.Equal(expected, check.Outcome);
    }

    /// <summary>Against the very patterns of the node, with lines far longer than a buffer and pieces of every length.</summary>
    [Fact]
    public void The_edits_are_those_of_sed()
    {
        var random = new Random(4);
        string[] words = ["DROP DATABASE IF EXISTS", "CREATE DATABASE ", "x", " IF NOT EXISTS", "DEFINER=`", "`@`", "`", "*", "/", "\n", "\n", "D", "C", "I", " ", "DEFINER", "é", new string('y', 300_000)];
        for (int i = 0; i < 400; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => words[random.Next(words.Length - (i % 20 == 0 ? 0 : 1))]));
            byte[] bytes = Encoding.Latin1.GetBytes(text);
            int piece = new[] { 1, 7, 64, 300_000 }[i % 4];
            if (i % 20 == 0)
                piece = 100_000;
            using var stream = new MemoryStream(bytes);
            var filter = new NodeFilter((buffer, offset, count) => stream.Read(buffer, offset, Math.Min(count, piece)));
            byte[] target = new byte[300_000];
            while (filter.Read(target, 0, target.Length) > 0)
            {
                // To the end.
            }

            string[] lines = text.Split('\n');
            string[] expected = [.. lines.SelectMany((line, number) => Sed(line).Select(kind => $"{number + 1} {kind}"))];
            long[] dropped = [.. filter.Edits.Where(e => e.Kind == NodeEditKind.LineDropped).Select(e => e.At.Line)];
            string[] found = [.. filter.Edits.Where(e => e.Kind == NodeEditKind.LineDropped || !dropped.Contains(e.At.Line)).Select(e => $"{e.At.Line} {e.Kind}{(e.Kind == NodeEditKind.DefinerReplaced ? " " + (e.End - e.At.Offset) : "")}")];
            Assert.Equal(expected.Order(), found.Order());
        }
    }

    private static string[] Sed(string line)
    {
        if (Regex.IsMatch(line, "DROP DATABASE IF EXISTS|CREATE DATABASE .* IF NOT EXISTS"))
            return ["LineDropped"];
        Match definer = Regex.Match(line, "DEFINER=`[^*/]*`@`[^*/]*`");
        return definer.Success ? ["DefinerReplaced " + definer.Length] : [];
    }
}
