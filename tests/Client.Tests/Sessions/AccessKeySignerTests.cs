using System;
using System.Globalization;
using Xunit;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Client.Tests.Sessions;

public sealed class AccessKeySignerTests
{
    [Theory]
    [InlineData("2024-03-05T14:03:09+08:00", "Tue, 05 Mar 2024 14:03:09 GMT+08:00")]
    [InlineData("2024-03-05T14:03:09-03:30", "Tue, 05 Mar 2024 14:03:09 GMT-03:30")]
    [InlineData("2024-03-05T14:03:09Z", "Tue, 05 Mar 2024 14:03:09 GMT")]
    public void The_date_is_wall_time_with_its_own_offset(string time, string expected) =>
        Assert.Equal(expected, Cultures.Under("ar-SA", () => AccessKeySigner.FormatDate(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture))));

    // Computed with: printf 'GET\n<date>\n/v1/zones' | openssl dgst -sha1 -hmac <secret> -binary | base64
    [Fact]
    [Trait("Pitfall", "16")]
    public void The_signature_covers_method_date_and_path() =>
        Assert.Equal("59nU5ZeFDhyXLjkfZjkfm9GsCpw=", AccessKeySigner.Sign("wJalrXUtnFEMI", "GET", "Tue, 05 Mar 2024 14:03:09 GMT+08:00", "/v1/zones"));
}
