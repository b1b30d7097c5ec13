using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;
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
    [InlineData("Etc/GMT-8")]
    [InlineData("PRC")]
    [InlineData("EST5EDT")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("CST")]
    [InlineData("JST")]
    public async Task A_zone_that_java_takes_is_taken(string zone) => Assert.Equal(HttpStatusCode.OK, await AskAsync(zone));

    [Theory]
    [InlineData("+0800")]
    [InlineData("Mars/Olympus")]
    [InlineData("localtime")]
    [InlineData("../Asia/Shanghai")]
    [InlineData("posix/Asia/Shanghai")]
    public async Task A_zone_that_java_refuses_is_refused(string zone) => Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(zone));

    /// <summary>Without a zone check the wall clock counts, so that every zone has the same text before it.</summary>
    private static async Task<HttpStatusCode> AskAsync(string zone)
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        string date = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById(node.Options.TimeZone)).ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " " + zone;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, node.Url + "/v1/database-backups");
        request.Headers.TryAddWithoutValidation("Date", date);
        request.Headers.TryAddWithoutValidation("Authorization", $"ZStack {SandboxAccounts.AccessKeyId}:{Wire.Signature(SandboxAccounts.AccessKeySecret, "GET", date, "/v1/database-backups")}");
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
