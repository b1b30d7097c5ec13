using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Times that a user gives mean the same in every culture, and without offset what the table of the node shows.</summary>
public sealed class TimeArgumentTests
{
    // Set by the script itself: the engine gives the culture to the thread that runs it.
    private static string In(string culture) => $"[System.Threading.Thread]::CurrentThread.CurrentCulture = '{culture}'; ";

    public static TheoryData<string> Cultures => new("en-US", "fa-IR", "th-TH", "ar-SA", "zh-CN", "de-DE", "ja-JP");

    [Fact]
    public void Every_parameter_that_is_a_time_is_read_by_the_one_transformation()
    {
        using var shell = new Shell();
        ParameterMetadata[] all = [.. shell.Run("Get-Command -Module ZStack.Backup").Output.SelectMany(command => ((CmdletInfo)command.BaseObject).Parameters.Values)];

        Assert.DoesNotContain(all, parameter => IsClock(parameter.ParameterType));
        ParameterMetadata[] times = [.. all.Where(parameter => parameter.ParameterType.Name == "NodeTime" || parameter.Name is "After" or "Before")];
        Assert.True(times.Length >= 2);
        Assert.All(times, parameter => Assert.Contains(parameter.Attributes, attribute => attribute.GetType().Name == "TimeArgumentAttribute"));
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task A_date_means_the_same_in_every_culture(string culture)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        SandboxNode node = shell.Node;
        DateTimeOffset border = node.Records.Select(record => record.CreateDate).Order().ElementAt(6);
        DateTimeOffset there = border.ToOffset(TimeSpan.FromHours(8));
        int after = node.Records.Count(record => record.CreateDate >= border);
        string[] spellings =
        [
            there.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            there.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
            there.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            there.ToString("yyyyMMdd'T'HHmmss'+0800'", CultureInfo.InvariantCulture),
            border.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            border.ToOffset(TimeSpan.FromHours(-3)).ToString("yyyy-MM-dd'T'HH:mm:sszz", CultureInfo.InvariantCulture),
        ];

        foreach (string spelling in spellings)
        {
            Outcome later = shell.Run(In(culture) + $"(Get-ZStackDatabaseBackupRecord -After '{spelling}').Count, (Get-ZStackDatabaseBackupRecord -Before '{spelling}').Count");
            later.ThrowOnError();
            Assert.Equal($"{spelling}: {after} {node.Records.Count - after}", $"{spelling}: {later.Output[0]} {later.Output[1]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Objects_of_time_are_taken_as_they_are(string culture)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        DateTimeOffset border = shell.Node.Records.Select(record => record.CreateDate).Order().ElementAt(4);
        int after = shell.Node.Records.Count(record => record.CreateDate >= border);
        shell.Set("border", border);
        string script = In(culture) + """
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($border))
            foreach ($time in $border, $border.LocalDateTime, $border.UtcDateTime, $copy, [datetime]::SpecifyKind($border.ToOffset('8:00').DateTime, 'Unspecified')) {
                @(Get-ZStackDatabaseBackupRecord -After $time).Count
            }
            """;

        Outcome outcome = shell.Run(script);

        outcome.ThrowOnError();
        Assert.Equal(Enumerable.Repeat(after, 5), outcome.Output.Select(count => (int)count.BaseObject));
    }

    [Fact]
    public async Task Without_offset_each_node_reads_a_time_by_its_own_clock()
    {
        await using SandboxNode east = await SandboxNode.StartAsync(new SandboxOptions { TimeZone = "Asia/Shanghai" });
        await using SandboxNode west = await SandboxNode.StartAsync(new SandboxOptions { TimeZone = "America/New_York" });
        using Shell shell = Shell.ConnectedTo(east);
        var midnight = new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Unspecified);
        foreach ((SandboxNode node, int hours) in new[] { (east, 8), (west, -5) })
        {
            BackupRecord[] two = [.. node.Records.Take(2)];
            node.ChangeRecord(two[0].Uuid, old => old with { Name = "just-after.gz", CreateDate = new DateTimeOffset(midnight, TimeSpan.FromHours(hours)) });
            node.ChangeRecord(two[1].Uuid, old => old with { Name = "just-before.gz", CreateDate = new DateTimeOffset(midnight.AddSeconds(-1), TimeSpan.FromHours(hours)) });
        }

        shell.Set("west", west.Url);
        string Names(string condition)
        {
            Outcome outcome = shell.Run($"Get-ZStackDatabaseBackupRecord just-* {condition} -Session (Get-ZStackSession) | ForEach-Object Name");
            outcome.ThrowOnError();
            return string.Join(" ", outcome.Output.Select(name => name.ToString()).Order(StringComparer.Ordinal));
        }

        shell.Run("Connect-ZStack $west -Credential $admin").ThrowOnError();

        Assert.Equal("just-after.gz just-after.gz", Names("-After 2026-11-20"));
        Assert.Equal("just-after.gz just-after.gz", Names("-After 20261120"));
        Assert.Equal("just-before.gz just-before.gz", Names("-Before 2026-11-20"));
        // With an offset it is one instant for all: of the western node only the younger one is as young.
        Assert.Equal("just-after.gz", Names("-After '2026-11-20 00:00 -05:00'"));
    }

    [Theory]
    [InlineData("yesterday evening")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-25T01:00+19:00")]
    public async Task An_invalid_time_is_refused_before_anything_is_sent(string text)
    {
        await using Shell shell = await Shell.ConnectedAsync();

        Outcome outcome = shell.Run($"Get-ZStackDatabaseBackupRecord -After '{text}'");

        Assert.Contains($"\"{text}\" is not a time", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(shell.Node.Log.All);
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Dates_in_messages_are_gregorian(string culture)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        BackupRecord[] two = [.. shell.Node.Records.Take(2)];
        foreach (BackupRecord record in two)
            shell.Node.ChangeRecord(record.Uuid, old => old with { Name = "twice.gz" });

        Outcome outcome = shell.Run(In(culture) + "Remove-ZStackDatabaseBackup twice.gz -Confirm:$false");

        Assert.Equal("ZStack.AmbiguousName", outcome.ErrorId);
        Assert.All(two, record => Assert.Contains(record.CreateDate.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture), outcome.Message, StringComparison.Ordinal));
    }

    private static bool IsClock(Type type)
    {
        Type bare = type.IsArray ? type.GetElementType()! : type;
        bare = Nullable.GetUnderlyingType(bare) ?? bare;
        return bare == typeof(DateTime) || bare == typeof(DateTimeOffset);
    }
}
