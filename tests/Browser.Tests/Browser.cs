using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace ZStack.Backup.Browser.Tests;

/// <summary>The Chromium of the distribution, once for all tests. Nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    // A phone, and a desk.
    public const int Narrow = 380;
    public const int Wide = 1280;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots and printed pages of this run are, for people to look at.</summary>
    public static string Results { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults")).FullName;

    public async Task InitializeAsync()
    {
        string program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("Chromium is missing: install the package chromium of the distribution.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page in a window of its own, offline: whatever it asks for is an error of the test.</summary>
    public async Task<OpenPage> OpenAsync(string html, int width, ColorScheme colors)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("zstack-page-").FullName, "page.html");
        await File.WriteAllTextAsync(file, html);
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = colors, BypassCSP = true });
        IPage page = await context.NewPageAsync();
        var opened = new OpenPage(context, page, Path.GetDirectoryName(file)!);
        page.Request += (_, request) => opened.Note(request.Url);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return opened;
    }
}

/// <summary>A page as it stands in the browser.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _folder;
    private int _requests;

    internal OpenPage(IBrowserContext context, IPage page, string folder)
    {
        _context = context;
        _folder = folder;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>What it has fetched, itself included.</summary>
    public int Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>It is in its language, was fetched alone, and refers to nothing and runs nothing.</summary>
    public async Task StandsAloneAsync(string language)
    {
        Assert.Equal(1, Requests);
        Assert.Equal(language, await Page.EvaluateAsync<string>("() => document.documentElement.lang"));
        Assert.Equal(0, await Page.Locator("script, link, img, iframe, [src], [href], [onclick]").CountAsync());
    }

    /// <summary>No line is wider than the window.</summary>
    public async Task FitsAsync()
    {
        int[] widths = await Page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        Assert.True(widths[0] <= widths[1], $"The page is {widths[0]} wide in a window of {widths[1]}.");
    }

    /// <summary>Without a violation that axe-core finds.</summary>
    public async Task IsAccessibleAsync()
    {
        AxeResult result = await Page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join("\n", result.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")));
    }

    public Task<byte[]> ShootAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Browser.Results, name + ".png") });

    /// <summary>As it comes out of a printer on A4; returns the number of sheets.</summary>
    public async Task<int> PrintAsync(string name)
    {
        byte[] pdf = await Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, PrintBackground = false, Path = Path.Combine(Browser.Results, name + ".pdf") });
        string text = System.Text.Encoding.Latin1.GetString(pdf);
        // 210 x 297 mm in points.
        Assert.Matches(@"/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", text);
        return Regex.Count(text, @"/Type /Page\b");
    }

    internal void Note(string url)
    {
        if (url.Length > 0)
            _requests++;
    }
}
