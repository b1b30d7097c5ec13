using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Kits;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Kits;

/// <summary>What the pages of a kit say, and that nothing from outside becomes a part of a command.</summary>
public sealed class KitPageTests
{
    private static readonly string[] Hostile = ["a b", "a;reboot", "$(reboot)", "`reboot`", "a'b", "a\"b", "a\nreboot", "a\u202Eb", "-rf", "../x", "a|b", "a&b", "a>b", "\\", "\u2019; Remove-Item x", "zstore://zsbak/x\nreboot", "root@evil", "", "名称", "\uFFFF", "\uD800"];

    [Fact]
    public void A_line_to_paste_fits_80_columns_and_is_ascii()
    {
        string page = TextPage.Write(KitPage.Of(Full(), KitSamples.Names));

        Assert.All(page.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.DoesNotMatch(@"[^\x20-\x7E\n]", page);
    }

    [Fact]
    public void Every_command_of_the_node_is_one_of_the_facts()
    {
        Dictionary<string, HashSet<string>> known = Documented();
        string[] commands = [.. AllLines(Full()).Concat(AllLines(Full(isPair: true))).Distinct().Where(line => Regex.IsMatch(line, @"\bzstack-ctl [a-z]"))];

        Assert.Equal(["check_restore_mysql", "pull_database_backup", "restore_config", "restore_mysql", "save_config", "scan_database_backup", "start", "status"], commands.Select(line => Regex.Match(line, @"zstack-ctl (\w+)").Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        foreach (string line in commands)
        {
            string name = Regex.Match(line, @"zstack-ctl (\w+)").Groups[1].Value;
            Assert.True(known.TryGetValue(name, out HashSet<string>? options), name);
            Assert.All(Regex.Matches(line, @"(?<= )--?[a-z][a-z-]*").Select(match => match.Value), option => Assert.Contains(option, options!));
            // What it cannot go without.
            Assert.Equal(name is "scan_database_backup" or "pull_database_backup", line.Contains("--backup-storage-url ", StringComparison.Ordinal));
            Assert.Equal(name is "pull_database_backup", line.Contains("--backup-install-path ", StringComparison.Ordinal));
            Assert.Equal(name is "check_restore_mysql" or "restore_mysql", line.Contains("--from-file ", StringComparison.Ordinal) && line.Contains("--mysql-root-password ", StringComparison.Ordinal));
        }

        string facts = File.ReadAllText(Path.Combine(Repository.Root, "docs", "zstack-api.md"));
        foreach (string pair in AllLines(Full(isPair: true)).Where(line => line.Contains("zsha2", StringComparison.Ordinal)))
            Assert.Contains("zsha2 " + pair.Split("zsha2 ")[1], facts, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_is_started_by_its_own_command()
    {
        Assert.DoesNotContain("zstack-ctl start", AllLines(Full(isPair: true)));
        Assert.Contains("/usr/local/bin/zsha2 start-node", AllLines(Full(isPair: true)));
        Assert.Contains("zstack-ctl start", AllLines(Full()));
    }

    [Fact]
    public void Nothing_from_outside_is_a_part_of_a_command_that_a_shell_would_take_for_another()
    {
        var random = new Random(20);
        string[] usual = [.. Full(isPair: null).Nodes.Count > 0 ? AllLines(Full()) : []];
        // A command with a value in it has this form, and no other one.
        Regex[] forms =
        [
            new(@"^ssh root@[A-Za-z0-9.-]+$"), new(@"^store=""ssh://[A-Za-z0-9_.-]+:\$encoded@[A-Za-z0-9.-]+:\d+/[A-Za-z0-9._/-]+""$"), new(@"^registry=\d+$"), new(@"^image=zstore://[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$"), new(@"^name=[A-Za-z0-9_][A-Za-z0-9._+@=-]*$"), new(@"^md5=[0-9a-f]{0,32}$"),
            new(@"^scp (?:/[A-Za-z0-9._/-]+|'(?:[^'\x00-\x1F]|'\\'')*') root@[A-Za-z0-9.-]+:/root/zstack-recovery/restore\.gz$"), new(@"^cp -- backups/[A-Za-z0-9._+@=-]+ ""\$work/restore\.gz""$"),
            new(@"^curl -sS -m 10 -o /dev/null -w '%\{http_code\}\\n' https?://[A-Za-z0-9./:-]+/v1/management-nodes/ready$"),
            new(@"^Connect-ZStack '(?:[^'\u2018-\u201B\x00-\x1F]|(['\u2018-\u201B])\1)*' -Credential \$admin(?: -CertificateThumbprint [0-9A-F]{64})?$"), new(@"^Find-ZStackRecoveryPoint(?: '(?:[^'\u2018-\u201B\x00-\x1F]|(['\u2018-\u201B])\1)*')? \| Select-Object -First 3$"),
            new(@"^Restore-ZStackDatabaseBackup [0-9A-Fa-f-]+ -MySqlRootPassword \$root$"), new(@"^\$store = Get-Credential [A-Za-z0-9_.-]+$"), new(@"^\$image = Get-ZStackDatabaseBackup [A-Za-z0-9.-]+ -Credential \$store -SshPort \d+ -StoragePath /[A-Za-z0-9._/-]+ \| Where-Object InstallPath -EQ 'zstore://[A-Za-z0-9_./-]+'$"), new("^Sync-ZStackDatabaseBackup [0-9A-Fa-f-]+$"),
        ];
        for (int i = 0; i < 4000; i++)
        {
            string Any(string usual) => random.Next(3) == 0 ? Hostile[random.Next(Hostile.Length)] : usual;
            RecoveryKitBackup[] backups = [.. Enumerable.Range(0, 2).Select(n => new RecoveryKitBackup
            {
                Server = KitSamples.Server, Name = Any($"b{n}.gz"), Created = KitSamples.Now, Version = Any("5.2.1"), Md5 = Any(new string('a', 32)), Sha256 = Any(new string('b', 64)), RecordUuid = Any(new string('c', 32)),
                Copies = new ItemList<RecoveryKitCopy>([new RecoveryKitCopy { StorageUuid = "5", InstallPath = Any("zstore://zsbak/1") }]), FullName = Any("/srv/backups/x.gz"), Included = random.Next(2) == 0 ? "backups/" + Any("1.gz") : null,
            })];
            var node = new RecoveryKitNode { Server = KitSamples.Server, Url = Any("http://10.0.0.10:8080/zstack"), Version = Any("5.2.1"), CertificateThumbprint = Any(new string('D', 64)), Storages = new ItemList<RecoveryKitStorage>([KitSamples.Storage("5", Any("10.0.0.9"), Any("root"), Any("/zstack_bs"))]) };
            RecoveryKit kit = KitSamples.Kit(backups, node: node, note: Any("note"));

            foreach (string line in AllLines(kit).Except(usual))
                Assert.True(forms.Any(form => form.IsMatch(line)), line);
            XDocument html = XDocument.Parse(HtmlPage.Write(KitPage.Of(kit, KitSamples.Facts), "en-US"));
            Assert.DoesNotContain(html.Descendants(), element => element.Name.LocalName is "script" or "img" or "link" or "iframe" || element.Attributes().Any(attribute => attribute.Name.LocalName is "src" or "href" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
            Assert.DoesNotMatch(@"[\u0000-\u0009\u000B-\u001F\u202E]", TextPage.Write(KitPage.Of(kit, KitSamples.Facts)));
        }
    }

    [Fact]
    public void A_kit_comes_back_from_its_json()
    {
        RecoveryKit kit = Full();

        RecoveryKit? read = RecoveryKitText.Read(RecoveryKitText.Write(kit));

        Assert.Equal(RecoveryKitText.Write(kit), RecoveryKitText.Write(read!));
        Assert.Equal((kit.Newest!.Name, kit.Proven!.Name), (read!.Newest!.Name, read.Proven!.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"kit\":2,\"created\":\"2026-11-29T03:00:00+08:00\",\"nodes\":[],\"backups\":[]}")]
    [InlineData("{\"kit\":1,\"nodes\":[],\"backups\":[]}")]
    [InlineData("{\"kit\":1,\"created\":\"2026-11-29T03:00:00+08:00\",\"nodes\":[1],\"backups\":[]}")]
    public void Text_of_another_format_is_not_read_as_a_kit(string text) => Assert.Null(RecoveryKitText.Read(text));

    private static RecoveryKit Full(bool? isPair = false) => KitSamples.Kit(
        [KitSamples.Backup(30, KitSamples.Now), KitSamples.Backup(6)],
        node: new RecoveryKitNode { Server = KitSamples.Server, Url = "http://10.0.0.10:8080/zstack", Version = "5.2.1", IsPair = isPair, Reached = true, SeenAt = KitSamples.Now, Storages = new ItemList<RecoveryKitStorage>([KitSamples.Storage()]) },
        note: "whom to call");

    /// <summary>Every line that is pasted, with those that go on put together.</summary>
    private static string[] AllLines(RecoveryKit kit) => [.. KitPage.Of(kit, KitSamples.Names)
        .SelectMany(block => block switch { KitSteps steps => steps.Items, KitChecklist list => list.Items, _ => [] })
        .SelectMany(step => Regex.Replace(string.Join("\n", step.Lines), @" ?[\\`|]\n +", match => match.Value.Contains('|', StringComparison.Ordinal) ? " | " : " ").Split('\n')).Where(line => line.Length > 0)];

    /// <summary>The commands of section 14 with their options.</summary>
    private static Dictionary<string, HashSet<string>> Documented()
    {
        string facts = File.ReadAllText(Path.Combine(Repository.Root, "docs", "zstack-api.md"));
        string section = facts[facts.IndexOf("\n## 14.", StringComparison.Ordinal)..facts.IndexOf("\n## 15.", StringComparison.Ordinal)];
        var known = new Dictionary<string, HashSet<string>>();
        foreach (string row in section.Split('\n').Where(line => line.StartsWith("| `zstack-ctl", StringComparison.Ordinal)))
        {
            string[] cells = row.Split('|');
            HashSet<string> options = [.. Regex.Matches(cells[2], "--?[a-z][a-z-]*").Select(match => match.Value)];
            foreach (Match name in Regex.Matches(cells[1], @"(?<=`(?:zstack-ctl )?)[a-z_]+(?=`)"))
                known.Add(name.Value, options);
        }

        Assert.Contains("--backup-install-path", known["pull_database_backup"]);
        return known;
    }
}
