using System;
using Xunit;

namespace ZStack.Backup.Client.Tests.Models;

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
    [InlineData("+08:00", "+08:00", false)]
    [InlineData("-0530", "-05:30", false)]
    [InlineData("UTC+8:00", "+08:00", false)]
    [InlineData("+14:00", "+14:00", false)]
    [InlineData("-14:00", "-14:00", false)]
    [InlineData("GMT", "+00:00", false)]
    [InlineData(" Asia/Shanghai ", "Asia/Shanghai", true)]
    [InlineData("America/New_York", "America/New_York", true)]
    public void A_zone_is_called_by_its_id_or_its_offset(string text, string id, bool changes)
    {
        ServerTimeZone zone = ServerTimeZone.TryParse(text)!;

        Assert.Equal((id, id), (zone.Id, zone.ToString()));
        Assert.Equal(changes, zone.ChangesWithSeasons);
    }

    [Fact]
    public void The_zone_of_this_machine_stands_in_and_says_so()
    {
        Assert.False(ServerTimeZone.Local.IsKnown);
        Assert.Equal(TimeZoneInfo.Local.Id, ServerTimeZone.Local.Id);
    }

    [Fact]
    public void A_wall_clock_is_the_servers_whatever_its_kind_and_an_instant_stays_one()
    {
        ServerTimeZone zone = ServerTimeZone.TryParse("America/New_York")!;
        var instant = new DateTimeOffset(2024, 3, 5, 2, 3, 9, TimeSpan.Zero);

        Assert.Equal(new DateTimeOffset(2024, 3, 5, 2, 3, 9, TimeSpan.FromHours(-5)), zone.At(new DateTime(2024, 3, 5, 2, 3, 9, DateTimeKind.Utc)));
        Assert.Equal(instant, zone.At(instant));
        Assert.Equal(TimeSpan.FromHours(-5), zone.At(instant).Offset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+15:00")]
    [InlineData("+14:01")]
    [InlineData("-14:01")]
    [InlineData("+08:60")]
    [InlineData("+08:00 ?")]
    [InlineData("+08:00\nx")]
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

        Assert.Equal(new DateTimeOffset(DateTime.MinValue.AddHours(8), TimeSpan.FromHours(8)), zone.At(DateTime.MinValue.AddHours(8)));
        Assert.Equal(TimeSpan.FromHours(8), zone.At(DateTime.MinValue.AddHours(8)).Offset);
        Assert.Equal(TimeSpan.Zero, zone.At(DateTime.MinValue.AddHours(8).AddTicks(-1)).Offset);
        Assert.Equal(TimeSpan.FromHours(-8), ServerTimeZone.FromOffset(TimeSpan.FromHours(-8)).At(DateTime.MaxValue.AddHours(-8)).Offset);
        Assert.Equal(TimeSpan.Zero, ServerTimeZone.FromOffset(TimeSpan.FromHours(-8)).At(DateTime.MaxValue.AddHours(-8).AddTicks(1)).Offset);
        Assert.Equal(DateTime.MinValue, zone.At(DateTime.MinValue).DateTime);
        Assert.Equal(DateTime.MaxValue, ServerTimeZone.FromOffset(TimeSpan.FromHours(-8)).At(DateTime.MaxValue).DateTime);
    }
}
