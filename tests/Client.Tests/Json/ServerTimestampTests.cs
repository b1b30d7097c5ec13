using System;
using System.Globalization;
using Xunit;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Tests.Json;

public sealed class ServerTimestampTests
{
    private const string Expected = "2017-11-14T22:20:57+08:00";
    private static readonly ServerTimeZone China = ServerTimeZone.FromOffset(TimeSpan.FromHours(8));

    [Theory]
    [InlineData("Nov 14, 2017 10:20:57 PM")]
    [InlineData("Nov 14, 2017, 10:20:57 PM")]
    [InlineData("Nov 14, 2017, 10:20:57\u202FPM")]
    [InlineData("Nov 14, 2017 10:20:57\u202FPM")]
    [InlineData("Nov 14, 2017, 10:20:57\u00A0PM")]
    [InlineData("Nov\u00A014,\u00A02017\u00A010:20:57\u00A0PM")]
    [InlineData("  Nov 14, 2017 10:20:57 PM\t")]
    [InlineData("2017-11-14 22:20:57")]
    [InlineData("2017-11-14T22:20:57")]
    [InlineData("2017-11-14 22:20:57.0")]
    [InlineData("2017-11-14T22:20:57.000")]
    public void A_text_without_offset_is_wall_time_of_the_server(string text) => AssertTime(Expected, text);

    [Theory]
    [InlineData("2017-11-14T22:20", "2017-11-14T22:20:00+08:00")]
    [InlineData("2017-11-14 22:20", "2017-11-14T22:20:00+08:00")]
    [InlineData("2017-11-14T22:20:57.123456789", "2017-11-14T22:20:57.1234567+08:00")]
    [InlineData("2017-11-14 22:20:57.123456789", "2017-11-14T22:20:57.1234567+08:00")]
    [InlineData("2017-11-14T22:20:57.12345678", "2017-11-14T22:20:57.1234567+08:00")]
    public void Shorter_and_longer_texts_without_offset_are_wall_time_too(string text, string expected) => AssertTime(expected, text);

    [Theory]
    [InlineData("2017-11-14T22:20:57+08:00", "2017-11-14T22:20:57+08:00")]
    [InlineData("2017-11-14T22:20:57+0800", "2017-11-14T22:20:57+08:00")]
    [InlineData("2017-11-14T22:20:57+08", "2017-11-14T22:20:57+08:00")]
    [InlineData("2017-11-14T22:20:57Z", "2017-11-14T22:20:57+00:00")]
    [InlineData("2017-11-14T22:20:57.123Z", "2017-11-14T22:20:57.123+00:00")]
    [InlineData("2017-11-14T22:20:57.123-05:30", "2017-11-14T22:20:57.123-05:30")]
    [InlineData("2017-11-14T22:20:57.1234567+08:00", "2017-11-14T22:20:57.1234567+08:00")]
    [InlineData("2017-11-14T22:20:57.123456789+08:00", "2017-11-14T22:20:57.1234567+08:00")]
    [InlineData("2017-11-14T22:20:57.123456789Z", "2017-11-14T22:20:57.1234567+00:00")]
    [InlineData("2017-11-14T22:20+08:00", "2017-11-14T22:20:00+08:00")]
    [InlineData("2017-11-14T22:20Z", "2017-11-14T22:20:00+00:00")]
    [InlineData("2017-11-14 22:20:57+09:00", "2017-11-14T22:20:57+09:00")]
    [InlineData("2017-11-14 22:20-02:00", "2017-11-14T22:20:00-02:00")]
    public void A_text_with_an_offset_keeps_it(string text, string expected) => AssertTime(expected, text);

    [Theory]
    [InlineData(1510669257L)]
    [InlineData(1510669257000L)]
    [InlineData(1510669257d)]
    [InlineData(1.510669257E12)]
    [InlineData("1510669257")]
    [InlineData("1510669257000")]
    public void A_number_is_an_instant_in_seconds_or_milliseconds(object value) => AssertTime(Expected, value);

    [Theory]
    [InlineData(1L, "1970-01-01T00:00:01+00:00")]
    [InlineData(99_999_999_999L, "5138-11-16T09:46:39+00:00")]
    [InlineData(100_000_000_000L, "1973-03-03T09:46:40+00:00")]
    [InlineData(253_402_300_799_999L, "9999-12-31T23:59:59.999+00:00")]
    public void Seconds_end_where_milliseconds_begin(long value, string expected) => AssertTime(expected, value, "+00:00");

    [Theory]
    [InlineData("Mar 5, 2024 2:03:09 PM", "2024-03-05T14:03:09+08:00")]
    [InlineData("Mar 5, 2024, 2:03:09\u202FPM", "2024-03-05T14:03:09+08:00")]
    [InlineData("Mar 5, 2024 12:03:09 AM", "2024-03-05T00:03:09+08:00")]
    [InlineData("Mar 5, 2024 12:03:09 PM", "2024-03-05T12:03:09+08:00")]
    [InlineData("Mar 5, 2024, 12:00:00\u202FAM", "2024-03-05T00:00:00+08:00")]
    [InlineData("Feb 29, 2024 11:59:59 PM", "2024-02-29T23:59:59+08:00")]
    [InlineData("May 1, 2024 1:00:00 AM", "2024-05-01T01:00:00+08:00")]
    [InlineData("Sep 30, 2024 11:00:00 AM", "2024-09-30T11:00:00+08:00")]
    public void Days_without_leading_zero_and_twelve_o_clock_are_read(string text, string expected) => AssertTime(expected, text);

    [Fact]
    public void Each_month_is_read_in_both_Java_forms_and_in_any_case()
    {
        for (int month = 1; month <= 12; month++)
        {
            var time = new DateTimeOffset(2024, month, 3, 14, 5, 6, TimeSpan.FromHours(8));
            foreach (string form in (string[])["MMM d, yyyy h:mm:ss tt", "MMM d, yyyy, h:mm:ss tt"])
            {
                string text = time.ToString(form, CultureInfo.InvariantCulture);
                foreach (string spelling in (string[])[text, text.ToUpperInvariant(), text.ToLowerInvariant()])
                    Assert.Equal(time, ServerTimestamp.Read(spelling, China));
            }
        }
    }

    [Theory]
    [InlineData("ebM 5, 2024 2:03:09 PM")]
    [InlineData("March 5, 2024 2:03:09 PM")]
    [InlineData("Mar")]
    [InlineData("Ma")]
    [InlineData("03 5, 2024 2:03:09 PM")]
    public void What_only_resembles_a_month_is_no_time(string text) => Assert.Null(ServerTimestamp.Read(text, China));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("yesterday")]
    [InlineData("Feb 30, 2024 1:00:00 PM")]
    [InlineData("Mar 5, 2024 13:00:00 PM")]
    [InlineData("Mar 5, 2024 2:03:09")]
    [InlineData("2024年3月5日 下午2:03:09")]
    [InlineData("2024-13-01 00:00:00")]
    [InlineData("05/03/2024 14:03:09")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(double.NaN)]
    [InlineData(1e300)]
    [InlineData(0L)]
    [InlineData("0")]
    [InlineData(253_402_300_800_000L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Text_that_is_no_time_is_null_and_never_throws(object? value) => Assert.Null(ServerTimestamp.Read(value, China));

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    [InlineData("de-DE")]
    public void The_culture_of_the_user_changes_nothing(string culture)
    {
        foreach (object value in new object[] { "Nov 14, 2017 10:20:57 PM", "Nov 14, 2017, 10:20:57\u202FPM", "2017-11-14 22:20:57", "2017-11-14T22:20:57+08:00", "1510669257", 1510669257000L })
            Assert.Equal(Parse(Expected), Cultures.Under(culture, () => ServerTimestamp.Read(value, China)));
    }

    [Theory]
    [InlineData("Jan 15, 2024 8:00:00 AM", "2024-01-15T08:00:00-05:00")]
    [InlineData("Jul 15, 2024 8:00:00 AM", "2024-07-15T08:00:00-04:00")]
    [InlineData("Mar 10, 2024 1:59:59 AM", "2024-03-10T01:59:59-05:00")]
    [InlineData("Mar 10, 2024 3:00:00 AM", "2024-03-10T03:00:00-04:00")]
    [InlineData("Nov 3, 2024 12:59:59 AM", "2024-11-03T00:59:59-04:00")]
    [InlineData("Nov 3, 2024 2:00:00 AM", "2024-11-03T02:00:00-05:00")]
    public void A_zone_id_brings_its_daylight_saving_rules(string text, string expected) => AssertTime(expected, text, "America/New_York");

    [Fact]
    public void An_offset_has_no_daylight_saving_rules() => AssertTime("2024-07-15T08:00:00-05:00", "Jul 15, 2024 8:00:00 AM", "-05:00");

    [Theory]
    [InlineData("Mar 10, 2024 2:30:00 AM")]
    [InlineData("Nov 3, 2024 1:30:00 AM")]
    public void A_wall_time_that_is_missing_or_there_twice_keeps_its_digits(string text)
    {
        DateTimeOffset? time = ServerTimestamp.Read(text, Zone("America/New_York"));

        Assert.NotNull(time);
        Assert.Equal(DateTime.Parse(text, CultureInfo.InvariantCulture), time.Value.DateTime);
        Assert.Contains(time.Value.Offset.TotalHours, new[] { -5.0, -4.0 });
    }

    [Fact]
    public void An_instant_is_shown_at_the_offset_of_its_own_season()
    {
        Assert.Equal(TimeSpan.FromHours(-4), ServerTimestamp.Read(1721044800L, Zone("America/New_York"))!.Value.Offset);
        Assert.Equal(TimeSpan.FromHours(-5), ServerTimestamp.Read(1705320000000L, Zone("America/New_York"))!.Value.Offset);
    }

    [Theory]
    [InlineData("0001-01-01 00:00:00", "+14:00")]
    [InlineData("9999-12-31 23:59:59", "-12:00")]
    public void The_ends_of_the_calendar_do_not_overflow(string text, string zone) =>
        Assert.Equal(DateTime.Parse(text, CultureInfo.InvariantCulture), ServerTimestamp.Read(text, Zone(zone))!.Value.DateTime);

    private static void AssertTime(string expected, object value, string zone = "+08:00")
    {
        DateTimeOffset? time = ServerTimestamp.Read(value, Zone(zone));

        Assert.NotNull(time);
        Assert.Equal(Parse(expected), time);
        Assert.Equal(Parse(expected).Offset, time.Value.Offset);
    }

    private static ServerTimeZone Zone(string id) => ServerTimeZone.TryParse(id) ?? throw new InvalidOperationException($"This machine does not know the zone {id}.");

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
