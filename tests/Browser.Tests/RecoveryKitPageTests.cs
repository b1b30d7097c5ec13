using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;
using ZStack.Backup.Client.Kits;

namespace ZStack.Backup.Browser.Tests;

/// <summary>The page of a recovery kit in a real browser: on a desk, on a phone, at night, and on paper.</summary>
public sealed class RecoveryKitPageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("en-US", Browser.Wide, ColorScheme.Light)]
    [InlineData("en-US", Browser.Narrow, ColorScheme.Light)]
    [InlineData("en-US", Browser.Narrow, ColorScheme.Dark)]
    [InlineData("zh-CN", Browser.Wide, ColorScheme.Dark)]
    [InlineData("zh-CN", Browser.Narrow, ColorScheme.Light)]
    public async Task It_fits_is_accessible_and_fetches_nothing(string language, int width, ColorScheme colors)
    {
        await using OpenPage opened = await browser.OpenAsync(Html(language), width, colors);

        byte[] picture = await opened.ShootAsync($"kit-{language}-{width}-{colors}");
        await opened.FitsAsync();
        await opened.IsAccessibleAsync();

        Assert.NotEmpty(picture);
        await opened.StandsAloneAsync(language);
        // What is pasted is what was meant, also where it is broken for the eye.
        Assert.Contains("zstack-ctl pull_database_backup --backup-storage-url \"$store\" \\\n    --backup-install-path \"$image\" --registry-port \"$registry\"", await opened.Page.Locator("pre").AllTextContentsAsync());
        int dark = await opened.Page.EvaluateAsync<int>("() => getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number).reduce((a, b) => a + b)");
        Assert.Equal(colors == ColorScheme.Dark, dark < 384);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task It_prints_on_A4_without_cut_lines(string language)
    {
        await using OpenPage opened = await browser.OpenAsync(Html(language), Browser.Wide, ColorScheme.Dark);

        int sheets = await opened.PrintAsync($"kit-{language}");

        Assert.InRange(sheets, 2, 20);
        await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        // 180 mm are left between the margins.
        await opened.Page.SetViewportSizeAsync(680, 900);
        await opened.FitsAsync();
        string[] breaks = await opened.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('li, pre, tr, dl')].map(element => getComputedStyle(element).breakInside)");
        Assert.All(breaks, one => Assert.Equal("avoid", one));
        Assert.Equal("rgb(255, 255, 255)", await opened.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task Hostile_names_are_text()
    {
        const string Name = "</style><script>document.title='owned'</script><img src=x onerror=alert(1)>\u202E\uFFFF&amp;";

        await using OpenPage opened = await browser.OpenAsync(Html("en-US", Name), Browser.Narrow, ColorScheme.Light);

        Assert.Equal("ZStack recovery kit", await opened.Page.TitleAsync());
        Assert.Equal(0, await opened.Page.Locator("script, img").CountAsync());
        await opened.FitsAsync();
        Assert.Contains("<script>document.title", await opened.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static string Html(string language, string name = "nightly-20261129-0100.gz")
    {
        KitLanguage words = Wording.Pages(language);
        var made = new DateTimeOffset(2026, 11, 29, 3, 0, 0, TimeSpan.FromHours(8));
        RecoveryKitBackup[] backups =
        [
            .. Enumerable.Range(0, 3).Select(day => new RecoveryKitBackup
            {
                Server = "10.0.0.10", Name = day == 0 ? name : $"nightly-2026112{8 - day}-0100.gz", Created = made.AddDays(-day), Version = "5.2.1", Size = 7_969_177, Md5 = new string('a', 32), Sha256 = day == 1 ? new string('b', 64) : null,
                ProvenAt = day == 1 ? made : null, RecordUuid = "d10c333606b181edd28ce8ba4f737a1e", FullName = day == 1 ? "/srv/backups/nightly-20261127-0100.gz" : null, Included = day == 1 ? "backups/2-nightly-20261127-0100.gz" : null,
                Copies = new ItemList<RecoveryKitCopy>([new RecoveryKitCopy { StorageUuid = "s1", InstallPath = "zstore://zsbak/" + new string('c', 40) }]),
            }),
        ];
        var kit = new RecoveryKit
        {
            Created = made, ModuleVersion = "0.1.0", Note = "On duty: 10086. " + name,
            Nodes = new ItemList<RecoveryKitNode>([new RecoveryKitNode
            {
                Server = "10.0.0.10", Url = "http://10.0.0.10:8080/zstack", Version = "5.2.1", IsPair = false, Reached = true, SeenAt = made, CertificateThumbprint = new string('D', 64),
                Storages = new ItemList<RecoveryKitStorage>([new RecoveryKitStorage { Uuid = "s1", Name = "backup-main", Host = "10.0.0.9", SshPort = 22, User = "root", StoragePath = "/zstack_bs", RegistryPort = 8000, AvailableCapacity = 1L << 40, Status = "Connected" }]),
            }]),
            Backups = new ItemList<RecoveryKitBackup>(backups),
            Lacks = new ItemList<RecoveryKitWarning>([new RecoveryKitWarning(RecoveryKitLack.NewestNotProven, "10.0.0.10", name)]),
        };
        return HtmlPage.Write(KitPage.Of(kit, words), words.Code);
    }
}
