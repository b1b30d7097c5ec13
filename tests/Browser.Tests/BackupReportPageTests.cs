using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;
using ZStack.Backup.Client.Reports;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Browser.Tests;

/// <summary>The page on the health of many clouds in a real browser: on a desk, on a phone, at night, and on paper.</summary>
public sealed class BackupReportPageTests(Browser browser) : IClassFixture<Browser>
{
    private const int PictureHeight = 1740;

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 6, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("en-US", Browser.Wide, ColorScheme.Light)]
    [InlineData("en-US", Browser.Narrow, ColorScheme.Light)]
    [InlineData("en-US", Browser.Narrow, ColorScheme.Dark)]
    [InlineData("en-US", 1600, ColorScheme.Dark)]
    [InlineData("zh-CN", Browser.Wide, ColorScheme.Dark)]
    [InlineData("zh-CN", Browser.Narrow, ColorScheme.Light)]
    public async Task It_fits_is_accessible_and_fetches_nothing(string language, int width, ColorScheme colors)
    {
        await using OpenPage opened = await browser.OpenAsync(Html(language), width, colors);

        byte[] picture = await opened.ShootAsync($"report-{language}-{width}-{colors}");
        await opened.FitsAsync();
        await opened.IsAccessibleAsync();

        Assert.NotEmpty(picture);
        await opened.StandsAloneAsync(language);
    }

    [Fact]
    public async Task Hostile_names_are_text_on_a_phone_too()
    {
        bool isAlerted = false;
        BackupHealth[] nodes = [.. new[] { "<script>alert(1)</script>", "\u202Eevil", new string('x', 10_000), "\u0645\u0631\u062D\u0628\u0627", "\"><img src=x onerror=alert(1)>" }.Select(name => Node(name, 2))];
        await using OpenPage opened = await browser.OpenAsync(Html("en-US", nodes), Browser.Narrow, ColorScheme.Light);
        opened.Page.Dialog += (_, _) => isAlerted = true;

        await opened.FitsAsync();
        await opened.IsAccessibleAsync();

        Assert.False(isAlerted);
        Assert.Equal(1, opened.Requests);
        Assert.Contains("<script>alert(1)</script>", await opened.Page.Locator("bdi").AllTextContentsAsync());
    }

    [Fact]
    public async Task It_prints_on_A4()
    {
        await using OpenPage opened = await browser.OpenAsync(Html("en-US"), Browser.Wide, ColorScheme.Dark);

        Assert.InRange(await opened.PrintAsync("report"), 1, 6);
    }

    [Fact]
    public async Task The_picture_of_the_readme_is_of_this_page_made_of_simulated_clouds()
    {
        await using SandboxClouds clouds = await SandboxClouds.StartAsync();
        await using OpenPage opened = await browser.OpenAsync(await clouds.ReportAsync(), Browser.Wide, ColorScheme.Light);
        await opened.ShootAsync("report-whole");
        // What is to be done, all clouds, and the first of their histories.
        byte[] picture = await opened.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Clip = new Clip { Width = Browser.Wide, Height = PictureHeight }, Path = Path.Combine(Browser.Results, "report.png") });

        Assert.Equal("3 of 9 clouds need you", await opened.Page.TitleAsync());
        Assert.Equal(["TooOld", "LastRunFailed", "NodeDown", "StorageFull", "SizeJumped"], await opened.Page.Locator("li b").AllTextContentsAsync());
        string kept = Path.Combine(Sources(), "docs", "images", "report.png");
        if (Environment.GetEnvironmentVariable("ZSTACK_UPDATE_IMAGES") is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            await File.WriteAllBytesAsync(kept, picture);
        }

        // Fonts differ from machine to machine, the size does not.
        Assert.Equal(Size(picture), Size(await File.ReadAllBytesAsync(kept)));
    }

    private static (int Width, int Height) Size(byte[] png) => (BitConverter.ToInt32([.. png.Skip(16).Take(4).Reverse()]), BitConverter.ToInt32([.. png.Skip(20).Take(4).Reverse()]));

    private static string Sources()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ZStack.Backup.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The sources are not above the tests.");
        return folder;
    }

    private static string Html(string language, BackupHealth[]? nodes = null)
    {
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo(language);
        try
        {
            nodes ??= [.. Enumerable.Range(0, 9).Select(i => Node($"10.0.{i}.10", i % 5 == 0 ? i % 2 == 0 ? 3 : 2 : i == 4 ? 1 : 0))];
            foreach (BackupHealth node in nodes)
                Wording.Word(node);
            return HtmlReport.Write(nodes, Now, new ReportWords());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>The same on every run; all states and drawings occur.</summary>
    private static BackupHealth Node(string name, int status)
    {
        var random = new Random(name.Length + name[name.Length / 2] + (31 * status));
        return new BackupHealth
        {
            Server = name,
            Status = (HealthStatus)status,
            Findings = new ItemList<HealthFinding>(status < 2 ? [] :
            [
                new HealthFinding(HealthFindingId.TooOld, (HealthStatus)status, Now.AddDays(-2), TimeSpan.FromHours(51), TimeSpan.FromHours(26)) { Remedy = HealthFix.Backup, RemedyFacts = [name, "backup-main"] },
                new HealthFinding(HealthFindingId.NeverProven, HealthStatus.Warning) { Remedy = HealthFix.Prove, RemedyFacts = ["/backups", name] },
            ]),
            NotKnown = new ItemList<HealthGap>(status == 1 ? [new HealthGap(HealthQuestion.Vault)] : []),
            NewestAge = status == 1 ? null : TimeSpan.FromHours(status > 1 ? 51 : 5),
            ProvenAge = status > 0 ? null : TimeSpan.FromDays(random.Next(1, 7)),
            Copies = status == 1 ? null : 2,
            FreeBytes = status == 1 ? null : 123_456_789_012,
            DaysUntilFull = status == 1 ? null : 200 + random.Next(100),
            Days = new ItemList<HealthDay>(status == 1 ? [] : Enumerable.Range(0, 90).Select(i => new HealthDay(Now.Date.AddDays(i - 89), i > 87 && status > 1 ? HealthDayState.None : i % 7 == 3 && status == 0 ? HealthDayState.Proven : random.Next(25) == 0 ? HealthDayState.Failed : HealthDayState.Made))),
            Sizes = new ItemList<HealthSize>(status == 1 ? [] : Enumerable.Range(0, 30).Select(i => new HealthSize(Now.AddDays(i - 30), 8_000_000 + (i * 40_000) + random.Next(100_000) + (i == 21 && status > 1 ? 6_000_000 : 0), i == 21 && status > 1))),
        };
    }
}
