using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Queries;

namespace ZStack.Backup.Client.Tests.Queries;

public sealed class QueryConditionTests
{
    [Theory]
    [InlineData("name", "=", "nightly.gz")]
    [InlineData("name", "=", "a=b")]
    [InlineData("name", "=", "a b & c # %")]
    [InlineData("description", "=", "a is null")]
    [InlineData("size", ">=", "1024")]
    [InlineData("createDate", "<=", "2026-11-23 16:05:00")]
    public void A_value_that_the_server_reads_as_it_is_meant_is_sent(string field, string op, string value) =>
        Assert.Equal(field + op + value, QueryCondition.Of(field, op, value)?.Text);

    [Theory]
    [InlineData("name", "=", "a!=b")]
    [InlineData("name", "~=", "x>=y")]
    [InlineData("name", "=", "a<=b")]
    [InlineData("name", "=", "what?=x")]
    [InlineData("name", "=", "=x")]
    [InlineData("name", "=", "")]
    [Trait("Pitfall", "23")]
    public void A_value_that_would_change_the_meaning_is_not(string field, string op, string value) =>
        Assert.Null(QueryCondition.Of(field, op, value));

    [Fact]
    public void Several_values_are_one_list_unless_one_holds_a_comma()
    {
        Assert.Equal("name=a", QueryCondition.AnyOf("name", ["a"])?.Text);
        Assert.Equal("name?=a,b", QueryCondition.AnyOf("name", ["a", "b"])?.Text);
        Assert.Null(QueryCondition.AnyOf("name", ["a,b", "c"]));
    }

    [Theory]
    [InlineData("nightly-*", "name~=nightly-%")]
    [InlineData("n?ghtly*", "name~=n_ghtly%")]
    [InlineData("[ab]x*", "name~=_x%")]
    [InlineData("a>=b*", "name~=a__b%")]
    [InlineData("50%*", "name~=50%%")]
    [InlineData("a`*b*", "name~=a_b%")]
    public void Wildcards_become_the_databases_own_and_take_in_at_least_as_much(string wildcards, string expected) =>
        Assert.Equal(expected, QueryCondition.Like("name", wildcards)?.Text);

    [Theory]
    [InlineData("status!=Ready", true)]
    [InlineData("description is null", true)]
    [InlineData("backupStorageRefs.exportUrl not null", true)]
    [InlineData("Ready", false)]
    [InlineData("", false)]
    [InlineData("na me=x", false)]
    [InlineData("1;drop table=x", false)]
    public void A_users_own_condition_needs_an_operator_and_a_clean_field(string text, bool taken) =>
        Assert.Equal(taken, QueryCondition.Parse(text) is not null);

    [Fact]
    public void A_query_says_what_it_can_and_leaves_the_rest()
    {
        var query = new BackupQuery
        {
            Names = ["nightly-*"],
            State = "Enabled",
            After = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
            Before = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero),
            MinimumSize = 5,
            BackupStorageUuids = ["11111111111111111111111111111111"],
        };

        string[] conditions = [.. query.Conditions(ServerTimeZone.TryParse("+08:00")!).Select(condition => condition.Text)];

        Assert.Equal(
            ["name~=nightly-%", "backupStorageRefs.backupStorageUuid=11111111111111111111111111111111", "state=Enabled", "createDate>=2026-11-22 08:00:00", "createDate<=2026-11-23 08:00:00", "size>=5"],
            conditions);
    }

    [Fact]
    public void In_the_repeated_hour_of_summer_time_the_server_gets_an_hour_more()
    {
        var query = new BackupQuery { After = new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero) };

        Assert.Equal("createDate>=2026-10-25 01:30:00", query.Conditions(ServerTimeZone.TryParse("Europe/Berlin")!).Single().Text);
    }
}
