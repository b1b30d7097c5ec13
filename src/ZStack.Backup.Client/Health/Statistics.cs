using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Health;

/// <summary>Statistics that a few wild values do not move.</summary>
internal static class Statistics
{
    /// <summary>Below this many points there is no trend and no outlier.</summary>
    public const int FewestPoints = 5;

    // Makes the MAD of normally distributed values their standard deviation.
    private const double OfNormal = 1.4826;

    // Iglewicz and Hoaglin: modified z-scores above 3.5 are outliers.
    private const double MaxDeviations = 3.5;

    // Backups of hardly any change have a MAD of nearly 0, and then every byte would be an outlier.
    private const double LeastSpread = 0.02;

    /// <summary>The middle of the values, of an even number the mean of both in the middle.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.OrderBy(value => value)];
        if (sorted.Length == 0)
            throw new InvalidOperationException();
        int middle = sorted.Length / 2;
        // Halves first: the sum of two large numbers may be none.
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] / 2) + (sorted[middle] / 2);
    }

    /// <summary>Which values are outliers: |x − median| &gt; 3.5 · max(1.4826 · MAD, 2 % of the median), MAD = median(|x − median|).</summary>
    /// <returns>One for each value; all false below five values.</returns>
    public static bool[] Outliers(IReadOnlyList<double> values)
    {
        if (values.Count < FewestPoints)
            return new bool[values.Count];
        double median = Median(values);
        double spread = Math.Max(OfNormal * Median(values.Select(value => Math.Abs(value - median))), LeastSpread * Math.Abs(median));
        return [.. values.Select(value => Math.Abs(value - median) > MaxDeviations * spread)];
    }

    /// <summary>Slope of Theil and Sen: the median of (yⱼ − yᵢ) / (xⱼ − xᵢ) over all pairs with different x.</summary>
    /// <returns><c>null</c> below five points of different x.</returns>
    public static double? Slope(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Select(point => point.X).Distinct().Count() < FewestPoints)
            return null;
        var slopes = new List<double>(points.Count * (points.Count - 1) / 2);
        for (int i = 0; i < points.Count; i++)
        {
            for (int j = i + 1; j < points.Count; j++)
            {
                double distance = points[j].X - points[i].X;
                if (distance != 0)
                    slopes.Add((points[j].Y - points[i].Y) / distance);
            }
        }

        return Median(slopes);
    }
}
