using System;
using Xunit;

namespace ZStack.Backup.Client.Tests.Units;

public sealed class ServerTimeZoneTests
{
    [Theory]
    [InlineData("+08:00", 8.0)]
    [InlineData("-0530", -5.5)]
    [InlineData("UTC+8:00", 8.0)]
    [InlineData("GMT-03:30", -3.5)]
    [InlineData("Z", 0.0)]
    [InlineData("UTC", 0.0)]
    [InlineData("Asia/Shanghai", 8.0)]
    [InlineData("China Standard Time", 8.0)]
    [InlineData(" Asia/Kolkata ", 5.5)]
    [InlineData("America/New_York", -4.0)]
    public void An_offset_or_an_id_is_a_zone(string text, double hoursInJuly)
    {
        ServerTimeZone? zone = ServerTimeZone.TryParse(text);

        Assert.NotNull(zone);
        Assert.True(zone.IsKnown);
        Assert.Equal(TimeSpan.FromHours(hoursInJuly), zone.At(new DateTime(2024, 7, 1, 12, 0, 0)).Offset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+15:00")]
    [InlineData("+08:75")]
    [InlineData("+8")]
    [InlineData("+٠٨:٠٠")]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    public void Anything_else_is_no_zone(string? text) => Assert.Null(ServerTimeZone.TryParse(text));

    [Fact]
    public void The_ends_of_the_calendar_do_not_throw()
    {
        ServerTimeZone zone = ServerTimeZone.FromOffset(TimeSpan.FromHours(8));

        Assert.Equal(DateTime.MinValue, zone.At(DateTime.MinValue).DateTime);
        Assert.Equal(DateTime.MaxValue, ServerTimeZone.FromOffset(TimeSpan.FromHours(-8)).At(DateTime.MaxValue).DateTime);
    }
}
