using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Health;

namespace ZStack.Backup.Client.Tests.Health;

/// <summary>The formulas of the help, by known values and by what holds for all values.</summary>
public sealed class StatisticsTests
{
    private const int Seeds = 5000;

    [Theory]
    [InlineData(3, new double[] { 5, 1, 3 })]
    [InlineData(2.5, new double[] { 4, 1, 2, 3 })]
    [InlineData(7, new double[] { 7 })]
    public void Median_is_the_middle(double expected, double[] values) => Assert.Equal(expected, Statistics.Median(values));

    // By hand: the slopes are 1, 1, 1, 24.25, 1, 1, 32, 1, 47.5, 94; half of ten is 1, and the wild point does not move it.
    [Fact]
    public void Slope_is_that_of_the_line_most_points_lie_on() =>
        Assert.Equal(1, Statistics.Slope([(0, 3), (1, 4), (2, 5), (3, 6), (4, 100)]));

    [Fact]
    public void Outlier_is_what_lies_3_5_scaled_deviations_from_the_median() =>
        // Median 100, MAD 2: outliers begin at 100 ± 3.5 · 1.4826 · 2 = 89.6 and 110.4.
        Assert.Equal([false, false, false, false, false, true, false], Statistics.Outliers([98, 102, 100, 99, 104, 111, 95]));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Few_points_have_no_trend_and_no_outlier(int count)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => Math.Pow(1000, i))];

        Assert.Null(Statistics.Slope([.. values.Select((value, i) => ((double)i, value))]));
        Assert.DoesNotContain(true, Statistics.Outliers(values));
    }

    [Fact]
    public void Points_of_one_moment_have_no_trend() => Assert.Null(Statistics.Slope([(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 6)]));

    [Fact]
    public void Trend_of_a_line_is_its_slope_however_wild_a_fifth_of_it_is()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(10, 31);
            double slope = random.Next(-1_000_000, 1_000_000);
            (double X, double Y)[] points = [.. Enumerable.Range(0, count).Select(i => ((double)i, 1e9 + (slope * i)))];
            for (int i = 0; i < count / 5; i++)
                points[random.Next(count)].Y *= 1 + (random.NextDouble() * 50);
            random.Shuffle(points);

            double found = Statistics.Slope(points)!.Value;

            Assert.True(Math.Abs(found - slope) <= Math.Max(1e-3, Math.Abs(slope) * 1e-9), $"seed {seed}: {found} instead of {slope}");
        }
    }

    [Fact]
    public void Outliers_stay_the_same_when_all_values_are_moved_in_order_or_in_unit()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            double[] values = [.. Enumerable.Range(0, random.Next(5, 31)).Select(_ => 1000.0 + random.Next(-40, 41))];
            int wild = random.Next(values.Length);
            values[wild] = random.Next(2) == 0 ? 5000 : 1;

            bool[] outliers = Statistics.Outliers(values);

            Assert.True(outliers[wild], $"seed {seed}: the wild one is missed");
            Assert.Equal(outliers, Statistics.Outliers([.. values.Select(value => value * 1024)]));
            Assert.Equal(outliers.Reverse(), Statistics.Outliers([.. values.Reverse()]));
            // Half of the values lie within one deviation, by what a deviation is.
            Assert.True(outliers.Count(one => one) <= values.Length / 2, $"seed {seed}: most are outliers");
        }
    }
}
