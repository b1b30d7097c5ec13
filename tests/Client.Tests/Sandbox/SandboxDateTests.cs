using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Tests.Http;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>Dates of access-key requests: what Java's formatter takes, and what it does not (docs/zstack-api.md section 1.5).</summary>
public sealed class SandboxDateTests
{
    [Theory]
    [InlineData("GMT")]
    [InlineData("UTC")]
    [InlineData("Z")]
    [InlineData("+08:00")]
    [InlineData("GMT+08:00")]
    [InlineData("Asia/Shanghai")]
    [InlineData("asia/shanghai")]
    [InlineData("Asia/Chongqing")]
    [InlineData("Etc/UTC")]
    [InlineData("prc")]
    [InlineData("etc/utc")]
    [InlineData("UT+08:00")]
    [InlineData("+08:00:00")]
    [InlineData("+18:00")]
    [InlineData("PRC")]
    [InlineData("EST5EDT")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("CST")]
    [InlineData("JST")]
    public async Task A_zone_that_java_takes_is_taken(string zone) => Assert.Equal(HttpStatusCode.OK, await AskAsync(zone));

    [Theory]
    [InlineData("+0800")]
    [InlineData("+08:60")]
    [InlineData("+18:01")]
    [InlineData("Etc/GMT-8")]
    [InlineData("Factory")]
    [InlineData("Mars/Olympus")]
    [InlineData("localtime")]
    [InlineData("../Asia/Shanghai")]
    [InlineData("posix/Asia/Shanghai")]
    public async Task A_zone_that_java_refuses_is_refused(string zone) => Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(zone));

    /// <summary>The first and last day of the calendar, moved by an offset, are no calendar days: too far off, and no crash.</summary>
    [Theory]
    [InlineData("Mon, 01 Jan 0001 00:00:00 +18:00")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 -18:00")]
    public async Task A_day_at_the_end_of_the_calendar_is_too_far_off(string date)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { CheckTimeZone = true });
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(node, date));
    }

    /// <summary>With a zone check the text is the time of its zone.</summary>
    [Theory]
    [InlineData("PRC", 8)]
    [InlineData("Asia/Chongqing", 8)]
    [InlineData("Etc/UTC", 0)]
    [InlineData("+18:00", 18)]
    public async Task A_checked_zone_is_the_zone_that_java_reads(string zone, int hours)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { CheckTimeZone = true });
        Assert.Equal(HttpStatusCode.OK, await AskAsync(node, Date(DateTime.UtcNow.AddHours(hours), zone)));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(node, Date(DateTime.UtcNow.AddHours(hours - 1), zone)));
    }

    /// <summary>Without a zone check the wall clock counts, so that every zone has the same text before it.</summary>
    private static async Task<HttpStatusCode> AskAsync(string zone)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        return await AskAsync(node, Date(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById(node.Options.TimeZone)).DateTime, zone));
    }

    private static string Date(DateTime wall, string zone) => wall.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " " + zone;

    private static async Task<HttpStatusCode> AskAsync(SandboxNode node, string date)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, node.Url + "/v1/database-backups");
        request.Headers.TryAddWithoutValidation("Date", date);
        request.Headers.TryAddWithoutValidation("Authorization", $"ZStack {SandboxAccounts.AccessKeyId}:{Wire.Signature(SandboxAccounts.AccessKeySecret, "GET", date, "/v1/database-backups")}");
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
