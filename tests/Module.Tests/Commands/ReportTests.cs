using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Export-ZStackBackupReport: each format, hostile names, copies from elsewhere, and files that cannot be written.</summary>
public sealed class ReportTests
{
    // Made of what a copy of another process has; the names would break out of every format.
    private const string Hostile = """
        $names = '<script>alert(1)</script>&"''', "`u{202E}evil`u{200B}", ('long' * 2500), "quote`"back\slash`nline", "\u0627\u0644\u0639\u0631\u0628\u064A\u0629", "nul`0 esc`e[31m $([char]0xD800)"
        $health = $names | ForEach-Object { [pscustomobject]@{
            PSTypeName = 'Deserialized.ZStack.Backup.BackupHealth'; Server = $_; Status = 'Critical'; NewestName = $_; Copies = 1; Schedule = $_; NewestAge = [timespan]'1.00:00:00'
            Findings = @([pscustomobject]@{ Id = 'TooOld'; Severity = 'Critical'; Reason = "It is $_"; Fix = "Do $_" })
            NotKnown = @([pscustomobject]@{ Question = 'Schedules'; Reason = $_ })
            Storages = @([pscustomobject]@{ Name = $_; Uuid = $_; FreeBytes = 5; TotalBytes = 10; IsConnected = $true })
            Days = @(0..89 | ForEach-Object { [pscustomobject]@{ Date = ([datetime]'2026-09-01').AddDays($_); State = ('Made', 'Proven', 'Failed', 'None')[$_ % 4] } })
            Sizes = @(1..9 | ForEach-Object { [pscustomobject]@{ Time = [datetimeoffset]'2026-11-01'; Bytes = $_; IsOutlier = $_ -eq 9 } }) } }
        """;

    [Fact]
    public async Task Every_format_is_written_of_real_nodes()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 40 });
        SandboxNode node = shell.Node;
        shell.Set("folder", folder.Path);

        shell.Run("$health = Get-ZStackBackupHealth 127.0.0.1:1, $node; 'html', 'prom', 'xml', 'json' | ForEach-Object { $health | Export-ZStackBackupReport \"$folder/r.$_\" }").ThrowOnError();

        XDocument page = Page(folder.File("r.html"));
        Assert.Equal("2 of 2 clouds need you", page.Descendants("h1").Single().Value);
        Assert.Equal(2, page.Descendants("tbody").Single().Elements("tr").Count());
        // Small backups on a large storage: the end of an estimate is no number of days.
        Assert.Contains(page.Descendants("td"), cell => cell.Value == "10 years or more");
        Assert.Contains(page.Descendants("svg"), svg => Regex.IsMatch((string?)svg.Attribute("aria-label") ?? "", "^Backups of 90 days: proven on 0, made on [0-9]+, failed on [0-9]+, none on [0-9]+"));
        Assert.Contains(page.Descendants("code"), code => code.Value == "Test-ZStackConnection 127.0.0.1:1 | Format-List");
        CheckWithPromtool(folder.File("r.prom"));
        string metrics = File.ReadAllText(folder.File("r.prom"));
        Assert.Contains($"zstack_backup_status{{server=\"127.0.0.1:1\",status=\"Critical\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"zstack_backup_copies{{server=\"{node.Server}\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"zstack_backup_last_run_success{{server=\"{node.Server}\"}} 1\n", metrics, StringComparison.Ordinal);
        XElement[] suites = [.. XDocument.Load(folder.File("r.xml")).Root!.Elements("testsuite")];
        Assert.Equal(2, suites.Length);
        Assert.All(suites, suite => Assert.Equal(23, suite.Elements("testcase").Select(one => (string)one.Attribute("name")!).Distinct().Count()));
        XElement dead = suites.Single(suite => (string)suite.Attribute("name")! == "127.0.0.1:1");
        Assert.Equal("Critical", (string?)dead.Elements().Single(one => (string)one.Attribute("name")! == "NodeDown").Element("failure")!.Attribute("type"));
        Assert.All(new[] { "NoBackup", "TooOld", "StorageFull", "NeverProven" }, name => Assert.NotNull(dead.Elements().Single(one => (string)one.Attribute("name")! == name).Element("skipped")));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("r.json")));
        Assert.Equal(("zstack-backup-health", 1, 2), (json.RootElement.GetProperty("schema").GetString(), json.RootElement.GetProperty("version").GetInt32(), json.RootElement.GetProperty("nodes").GetArrayLength()));
    }

    [Fact]
    public void Hostile_names_stay_text_in_every_format()
    {
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);

        shell.Run(Hostile + "\n'html', 'prom', 'xml', 'json' | ForEach-Object { $health | Export-ZStackBackupReport \"$folder/r.$_\" }").ThrowOnError();

        XDocument page = Page(folder.File("r.html"));
        Assert.Empty(page.Descendants("script"));
        string html = File.ReadAllText(folder.File("r.html"));
        Assert.DoesNotMatch(@"<script|[\u202A-\u202E\u2066-\u2069\u200B\u0000-\u0008\u001B\uFFFD]", html);
        Assert.DoesNotContain(new string('g', 10), html, StringComparison.Ordinal);
        Assert.True(html.Length < 60_000, $"{html.Length} characters");
        CheckWithPromtool(folder.File("r.prom"));
        Assert.Contains(@"server=""quote\""back\\slash\\nline""", File.ReadAllText(folder.File("r.prom")), StringComparison.Ordinal);
        Assert.Equal(6, XDocument.Load(folder.File("r.xml")).Root!.Elements("testsuite").Count());
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("r.json")));
        // For programs names stay as they are.
        Assert.Equal("<script>alert(1)</script>&\"'", json.RootElement.GetProperty("nodes")[0].GetProperty("server").GetString());
    }

    [Fact]
    public void A_page_has_no_script_and_nothing_from_elsewhere()
    {
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);
        shell.Run(Hostile + "\n$health | Export-ZStackBackupReport \"$folder/r.html\"").ThrowOnError();

        XDocument page = Page(folder.File("r.html"));

        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href" or "srcset" or "xlink" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "iframe" or "img" or "object");
        Assert.DoesNotMatch(@"url\(|@import|https?://", File.ReadAllText(folder.File("r.html")));
        Assert.All(page.Descendants("svg"), svg => Assert.True(svg.Attribute("aria-label") is not null || svg.Attribute("aria-hidden") is not null));
        // The lang attribute is for screen readers.
        Assert.Equal("en-US", (string?)page.Root!.Attribute("lang"));
    }

    [Fact]
    public async Task A_report_comes_in_the_language_that_was_asked_for()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync();
        shell.Set("folder", folder.Path);

        Outcome outcome = shell.Run("$before = [cultureinfo]::CurrentUICulture; Get-ZStackBackupHealth | Export-ZStackBackupReport $folder/r.html -Culture zh-CN; [cultureinfo]::CurrentUICulture -eq $before");

        outcome.ThrowOnError();
        Assert.Equal(true, outcome.Value);
        XDocument page = Page(folder.File("r.html"));
        Assert.Equal("zh-CN", (string?)page.Root!.Attribute("lang"));
        Assert.Equal("1 个云中有 1 个需要您处理", page.Descendants("h1").Single().Value);
        Assert.All(page.Descendants("li"), finding => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", finding.Element("span")!.Value));
    }

    [Fact]
    public void Health_of_another_version_shows_what_it_has_not_as_unknown()
    {
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);

        shell.Run("[pscustomobject]@{ PSTypeName = 'Deserialized.ZStack.Backup.BackupHealth'; Server = '10.0.0.10'; Status = 'OfTheFuture'; Copies = 'many'; FreeBytes = -1e300; New = 1; Findings = 'TooOld: by far', 'NotInvented: yet' } | Export-ZStackBackupReport $folder/r.html; $health = [pscustomobject]@{ PSTypeName = 'Deserialized.ZStack.Backup.BackupHealth'; Server = 'x' }; 'xml', 'prom', 'json' | ForEach-Object { $health | Export-ZStackBackupReport \"$folder/r.$_\" }").ThrowOnError();

        XDocument page = Page(folder.File("r.html"));
        Assert.Equal(["Unknown", "unknown", "unknown", "unknown", "unknown", "unknown"], page.Descendants("tbody").Single().Element("tr")!.Elements("td").Select(cell => cell.Value));
        Assert.Equal("TooOld by far", page.Descendants("li").Single().Value);
        Assert.All(XDocument.Load(folder.File("r.xml")).Descendants("testcase"), one => Assert.NotNull(one.Element("skipped")));
        Assert.All(File.ReadAllLines(folder.File("r.prom")).Where(line => line[0] != '#'), line => Assert.StartsWith("zstack_backup_status{", line, StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("r.json")));
        JsonProperty[] members = [.. json.RootElement.GetProperty("nodes")[0].EnumerateObject()];
        Assert.Equal("Unknown", members.Single(member => member.Name == "status").Value.GetString());
        Assert.All(members.Where(member => member.Name is not ("server" or "status")), member => Assert.True(member.Value.ValueKind == JsonValueKind.Null || member.Value.GetArrayLength() == 0, member.Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void A_curve_stays_within_its_frame_however_many_sizes_a_copy_has(int count)
    {
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);
        shell.Set("count", count);

        shell.Run("[pscustomobject]@{ PSTypeName = 'Deserialized.ZStack.Backup.BackupHealth'; Server = 'x'; Sizes = @(1..1000 | Where-Object { $_ -le $count } | ForEach-Object { [pscustomobject]@{ Time = [datetimeoffset]'2026-11-01'; Bytes = $_ * ($_ % 7) * 1000000000; IsOutlier = $_ % 7 -eq 0 } }) } | Export-ZStackBackupReport $folder/r.html").ThrowOnError();

        XElement[] curves = [.. Page(folder.File("r.html")).Descendants("svg").Where(svg => (string?)svg.Attribute("class") == "siz")];
        Assert.Equal(count == 0 ? 0 : 1, curves.Length);
        foreach (XElement curve in curves)
        {
            int[] frame = [.. ((string)curve.Attribute("viewBox")!).Split(' ').Select(int.Parse)];
            string drawn = (string)curve.Element("path")!.Attribute("d")!;
            int[] moves = [.. Regex.Matches(drawn, "-?[0-9]+").Select(number => int.Parse(number.Value))];
            Assert.Equal(count == 1 ? 3 : 2 * Math.Min(count, 30), moves.Length);
            for (int i = 2, x = moves[0], y = moves[1]; i + 1 < moves.Length; i += 2)
            {
                (x, y) = (x + moves[i], y + moves[i + 1]);
                Assert.True(x > 0 && x < frame[2] && y > 0 && y < frame[3], drawn);
            }

            Assert.All(curve.Elements("circle"), circle => Assert.InRange((int)circle.Attribute("cy")!, 1, frame[3] - 1));
        }
    }

    [Fact]
    public async Task Every_metric_and_every_member_is_documented_and_no_others_are()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Records = 40 });
        shell.Set("folder", folder.Path);
        string manual = File.ReadAllText(Path.Combine(Repository.Root, "docs", "monitoring.md"));
        string written = File.ReadAllText(Path.Combine(Repository.Root, "src", "ZStack.Backup.Client", "Reports", "PrometheusReport.cs"));

        shell.Run("Get-ZStackBackupHealth | Export-ZStackBackupReport $folder/r.json").ThrowOnError();

        Assert.Equal(
            Regex.Matches(written, @"\(""(\w+)"", ""[A-Z1]|Metric\(text, ""(\w+)""").Select(match => match.Groups[1].Value + match.Groups[2].Value).Order(),
            Regex.Matches(manual, @"(?m)^\| `zstack_backup_(\w+)`").Select(match => match.Groups[1].Value).Order());
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("r.json")));
        string[] rows = [.. Regex.Matches(manual[manual.IndexOf("| Member of a node", StringComparison.Ordinal)..], @"(?m)^\| (`[^|]*)\|([^|]*)\|$").Select(match => match.Value)];
        string[] known = [.. rows.SelectMany(row => Regex.Matches(row.Split('|')[1], @"\w+").Select(match => match.Value))];
        JsonElement told = json.RootElement.GetProperty("nodes")[0];
        Assert.Equal(told.EnumerateObject().Select(member => member.Name).Order(), known.Order());
        foreach (JsonProperty list in told.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array))
            Assert.Equal(list.Value[0].EnumerateObject().Select(member => member.Name), Regex.Match(rows.Single(row => row.Contains($"`{list.Name}[]`", StringComparison.Ordinal)).Split('|')[2], "`([^`]*)`").Groups[1].Value.Split(' '));
    }

    [Theory]
    [InlineData("$folder/no/such/folder/r.html", "ZStack.ReportNotWritable")]
    [InlineData("$folder/r.html/", "ZStack.ReportNotWritable", "-Format Html")]
    [InlineData("$folder", "ZStack.ReportNotWritable", "-Format Html")]
    [InlineData("$folder/link.html", "ZStack.ReportNotWritable")]
    [InlineData("Variable:x", "ZStack.InvalidArgument", "-Format Html")]
    [InlineData("$folder/r.txt", "ZStack.InvalidArgument")]
    public void A_file_that_cannot_be_written_is_an_error_and_nothing_is_overwritten(string path, string id, string more = "")
    {
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);
        Directory.CreateDirectory(folder.File("r.html"));
        File.WriteAllText(folder.File("other"), "precious");
        File.CreateSymbolicLink(folder.File("link.html"), folder.File("other"));

        Outcome outcome = shell.Run(Hostile + $"\n$health | Export-ZStackBackupReport {path} {more}");

        Assert.Equal(id, outcome.ErrorId);
        Assert.NotNull(outcome.Error.TargetObject);
        Assert.NotEmpty(outcome.Advice);
        Assert.Equal("precious", File.ReadAllText(folder.File("other")));
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void A_full_disk_leaves_the_last_report_and_nothing_beside_it()
    {
        using var home = new TemporaryFolder();
        string disk = home.File("disk");
        Directory.CreateDirectory(disk);
        if (!OperatingSystem.IsLinux() || Execute("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk) != 0)
            return; // Only root can make a small disk.
        try
        {
            string last = Path.Combine(disk, "r.json");
            File.WriteAllText(last, new string('x', 1_040_000));
            using var shell = new Shell();
            shell.Set("disk", disk);

            Outcome outcome = shell.Run(Hostile + "\n$health | Export-ZStackBackupReport $disk/r.json");

            Assert.Equal("ZStack.ReportNotWritable", outcome.ErrorId);
            Assert.Contains("the disk is full", outcome.Error.ToString(), StringComparison.Ordinal);
            Assert.Equal([last], Directory.GetFileSystemEntries(disk));
            Assert.Equal(1_040_000, new FileInfo(last).Length);
        }
        finally
        {
            Execute("umount", disk);
        }
    }

    [Fact]
    public void No_health_is_an_error_and_leaves_the_last_report()
    {
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);
        File.WriteAllText(folder.File("r.html"), "the last one");

        Outcome outcome = shell.Run("try { 1 | Export-ZStackBackupReport $folder/r.html -ErrorAction SilentlyContinue } catch { $_.FullyQualifiedErrorId }; try { @() | Export-ZStackBackupReport $folder/r.html } catch { $_.FullyQualifiedErrorId }");

        Assert.All(outcome.Output, one => Assert.StartsWith("ZStack.InvalidArgument", one.ToString(), StringComparison.Ordinal));
        Assert.Equal(2, outcome.Output.Count);
        Assert.Equal("the last one", File.ReadAllText(folder.File("r.html")));
    }

    [Fact]
    public void Two_copies_of_a_node_are_one_series()
    {
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);

        shell.Run(Hostile + "\n@($health) + $health | Export-ZStackBackupReport $folder/r.prom").ThrowOnError();

        CheckWithPromtool(folder.File("r.prom"));
        string[] series = [.. File.ReadAllLines(folder.File("r.prom")).Where(line => line[0] != '#').Select(line => line[..line.LastIndexOf(' ')])];
        Assert.Equal(series.Length, series.Distinct().Count());
    }

    [Fact]
    public void Files_are_private_and_metrics_are_for_the_collector()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        using var shell = new Shell();
        shell.Set("folder", folder.Path);

        shell.Run(Hostile + "\n'html', 'prom', 'xml', 'json' | ForEach-Object { $health | Export-ZStackBackupReport \"$folder/r.$_\" }").ThrowOnError();

        foreach (string ending in new[] { "html", "xml", "json" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("r." + ending)));
        Assert.True(File.GetUnixFileMode(folder.File("r.prom")).HasFlag(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal(4, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Alert_rules_are_valid()
    {
        string rules = Path.Combine(Repository.Root, "docs", "monitoring", "zstack-backup.rules.yml");

        (int exit, string output) = Promtool($"check rules \"{rules}\"", null);

        Assert.True(exit == 0, output);
        // Every metric that a rule or the dashboard asks for is one that is written.
        string written = File.ReadAllText(Path.Combine(Repository.Root, "src", "ZStack.Backup.Client", "Reports", "PrometheusReport.cs"));
        string dashboard = Path.Combine(Repository.Root, "docs", "monitoring", "grafana-dashboard.json");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(dashboard));
        Assert.True(json.RootElement.GetProperty("panels").GetArrayLength() > 3);
        string[] asked = [.. Regex.Matches(File.ReadAllText(rules) + File.ReadAllText(dashboard), @"zstack_backup_(\w+)").Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains($"\"{name}\"", written, StringComparison.Ordinal));
    }

    /// <summary>As XML, which it is too.</summary>
    private static XDocument Page(string path)
    {
        string html = File.ReadAllText(path);
        Assert.StartsWith("<!DOCTYPE html>\n", html, StringComparison.Ordinal);
        return XDocument.Parse(html["<!DOCTYPE html>\n".Length..], LoadOptions.PreserveWhitespace);
    }

    private static void CheckWithPromtool(string path)
    {
        (int exit, string output) = Promtool("check metrics", File.ReadAllText(path));
        Assert.True(exit == 0 && output.Length == 0, output);
    }

    private static (int Exit, string Output) Promtool(string arguments, string? input)
    {
        var start = new ProcessStartInfo("promtool", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // From the package prometheus; without it this fails, loudly.
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(60_000));
        return (process.ExitCode, input is null ? output.Result + errors.Result : errors.Result + output.Result);
    }

    private static int Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
