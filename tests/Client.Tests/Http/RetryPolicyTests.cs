using System;
using Xunit;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Jobs;

namespace ZStack.Backup.Client.Tests.Http;

/// <summary>How long is waited before the next try, and before the next question.</summary>
public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(1, null, 500)]
    [InlineData(2, null, 1000)]
    [InlineData(3, null, 2000)]
    [InlineData(6, null, 16_000)]
    [InlineData(8, null, 30_000)]
    [InlineData(1, 7, 7_000)]
    [InlineData(5, 29, 29_000)]
    [InlineData(1, 30, 30_000)]
    [InlineData(1, 3600, 30_000)]
    [InlineData(1, 0, 0)]
    public void A_pause_doubles_or_is_the_servers_wish_and_has_an_end(int attempt, int? wish, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RetryPolicy.Pause(attempt, wish is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 1200)]
    [InlineData(2, 1440)]
    [InlineData(12, 8916)]
    [InlineData(13, 10_000)]
    [InlineData(1000, 10_000)]
    [InlineData(int.MaxValue, 10_000)]
    public void A_job_is_asked_for_after_a_second_and_every_ten_in_the_end(int polls, int milliseconds) =>
        Assert.InRange(PollSchedule.Pause(polls).TotalMilliseconds, milliseconds - 1, milliseconds + 1);

    [Fact]
    public void A_job_that_takes_its_node_away_is_asked_for_faster() => Assert.Equal(TimeSpan.FromMilliseconds(500), PollSchedule.Impatient);

    [Fact]
    public void A_deadline_cuts_a_pause_to_what_is_left()
    {
        var over = new Deadline(TimeSpan.Zero, Clock.Machine);
        var far = new Deadline(TimeSpan.FromHours(1), Clock.Machine);

        Assert.True(over.IsOver);
        Assert.Equal(TimeSpan.Zero, over.Cut(TimeSpan.FromSeconds(5)));
        Assert.False(far.IsOver);
        Assert.Equal(TimeSpan.FromHours(1), far.Limit);
        Assert.Equal(TimeSpan.FromSeconds(5), far.Cut(TimeSpan.FromSeconds(5)));
        Assert.InRange(far.Cut(TimeSpan.FromHours(2)), TimeSpan.FromMinutes(59), TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(20));
        Assert.InRange(far.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }
}
