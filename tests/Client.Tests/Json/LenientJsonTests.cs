using System.Numerics;
using Newtonsoft.Json.Linq;
using Xunit;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Models;

namespace ZStack.Backup.Client.Tests.Json;

public sealed class LenientJsonTests
{
    [Theory]
    [InlineData("7995392", 7995392L)]
    [InlineData("7995392.0", 7995392L)]
    [InlineData("1.268224E7", 12682240L)]
    [InlineData("-1", -1L)]
    [InlineData("0", 0L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("\"7995392\"", 7995392L)]
    [InlineData("\" 1.268224E7 \"", 12682240L)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1e19", null)]
    [InlineData("1.5", null)]
    [InlineData("NaN", null)]
    [InlineData("\"12,5\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"many\"", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    [InlineData("[1]", null)]
    [Trait("Pitfall", "13")]
    public void A_size_is_read_from_every_spelling_of_a_whole_number(string json, long? expected) =>
        Assert.Equal(expected, LenientJson.Long(JToken.Parse(json)));

    [Fact]
    public void Numbers_of_other_types_are_read_too()
    {
        Assert.Equal(5, LenientJson.Long(5m));
        Assert.Null(LenientJson.Long(5.5m));
        Assert.Equal(long.MinValue, LenientJson.Long((decimal)long.MinValue));
        Assert.Equal(long.MaxValue, LenientJson.Long((decimal)long.MaxValue));
        Assert.Null(LenientJson.Long((decimal)long.MaxValue + 1));
        Assert.Null(LenientJson.Long((decimal)long.MinValue - 1));
        Assert.Equal(long.MinValue, LenientJson.Long(-9223372036854775808.0));
        Assert.Null(LenientJson.Long(9223372036854775808.0));
        Assert.Null(LenientJson.Long(decimal.MaxValue));
        Assert.Null(LenientJson.Long(BigInteger.Pow(2, 70)));
        Assert.Null(LenientJson.Long(double.PositiveInfinity));
    }

    [Fact]
    public void A_decimal_comma_of_the_user_changes_nothing() =>
        Assert.Equal(12682240, Cultures.Under("de-DE", () => LenientJson.Long(new JValue("1.268224E7"))));

    [Theory]
    [InlineData("{\"a\":1}", true)]
    [InlineData(" {} ", true)]
    [InlineData("{} {}", false)]
    [InlineData("{\"a\":", false)]
    [InlineData("[]", false)]
    [InlineData("text", false)]
    [InlineData("{/* comment */\"a\":1}", false)]
    [InlineData("{\"a\"://1\n2}", false)]
    [InlineData("{\"a\":new Date(1)}", false)]
    [InlineData("", false)]
    public void Only_one_whole_object_is_an_object(string text, bool isObject) => Assert.Equal(isObject, LenientJson.Object(text) is not null);

    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("5", "5")]
    [InlineData("1.5", "1.5")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void A_text_is_read_from_any_single_value(string json, string? expected) =>
        Assert.Equal(expected, Cultures.Under("de-DE", () => LenientJson.Text(JToken.Parse(json))));

    [Fact]
    public void Endless_nesting_is_no_object_and_no_stack_overflow() =>
        Assert.Null(LenientJson.Object("{\"a\":" + new string('[', 100_000)));

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"False\"", false)]
    [InlineData("1", null)]
    [InlineData("null", null)]
    public void A_flag_is_a_boolean_or_its_word(string json, bool? expected) => Assert.Equal(expected, LenientJson.Bool(JToken.Parse(json)));

    [Theory]
    [InlineData("{\"name\":\"nightly\",\"version\":\"4.8.0\",\"type\":\"mysql\",\"md5\":\"abc\",\"size\":{\"a\":[1]}}", "nightly|4.8.0|mysql|abc")]
    [InlineData("{\"name\":{\"name\":\"inner\"},\"version\":5}", "|5||")]
    [InlineData("  {\"name\":null}", "|||")]
    [InlineData("{\"name\":\"nightly\"} and more", "|||")]
    [InlineData("{\"name\":\"nightly\"", "|||")]
    [InlineData("backup of the night", "|||")]
    [InlineData("", "|||")]
    [InlineData(null, "|||")]
    public void Metadata_is_what_one_json_object_says_or_nothing(string? text, string expected)
    {
        BackupMetadata read = BackupMetadataReader.Read(text);

        Assert.Equal(expected, string.Join("|", read.Name, read.Version, read.Type, read.Md5));
    }
}
