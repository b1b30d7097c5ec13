using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml.Linq;

namespace ZStack.Backup.Client.Reports;

/// <summary>The two drawings of a node as inline SVG, each with its facts as text. Shapes differ as well as colours.</summary>
internal static class ReportDrawings
{
    private const int DaysOfWeek = 7;
    private const int CurveWidth = 302;
    private const int CurveHeight = 90;
    private const int Edge = 6;

    private static readonly HealthDayState[] States = [HealthDayState.None, HealthDayState.Made, HealthDayState.Proven, HealthDayState.Failed];

    /// <summary>A column for each week, Monday on top; a stroke for each run of weeks with the same outcome.</summary>
    public static XElement Calendar(IReadOnlyList<HealthDay> days, IReportWords words)
    {
        DateTime monday = days[0].Date.AddDays(-Weekday(days[0].Date));
        int weeks = ((days[days.Count - 1].Date - monday).Days / DaysOfWeek) + 1;
        return HtmlReport.Tag(
            "figure",
            HtmlReport.Tag(
                "svg",
                HtmlReport.Attribute("class", "cal"),
                HtmlReport.Attribute("viewBox", FormattableString.Invariant($"0 0 {weeks} {DaysOfWeek}")),
                HtmlReport.Attribute("role", "img"),
                HtmlReport.Attribute("aria-label", words.Sentence("Calendar", days.Count, Count(HealthDayState.Proven), Count(HealthDayState.Made), Count(HealthDayState.Failed), Count(HealthDayState.None))),
                States.Where(state => Count(state) > 0).Select(state => HtmlReport.Tag("path", HtmlReport.Attribute("class", Class(state)), HtmlReport.Attribute("d", Runs(days, monday, state))))),
            HtmlReport.Tag("figcaption", FormattableString.Invariant($"{days[0].Date:yyyy-MM-dd} – {days[days.Count - 1].Date:yyyy-MM-dd}")));

        int Count(HealthDayState state) => days.Count(day => day.State == state);
    }

    /// <summary>The sizes from the oldest to the newest, from 0; outliers as circles.</summary>
    public static XElement Curve(IReadOnlyList<HealthSize> sizes, IReportWords words)
    {
        double most = Math.Max(1, sizes.Max(size => size.Bytes));
        // Whole numbers, each from the one before: a page of a thousand nodes has thirty thousand of them.
        int step = sizes.Count > 1 ? (CurveWidth - (2 * Edge)) / (sizes.Count - 1) : 0;
        (int X, int Y, bool IsOutlier)[] points = [.. sizes.Select((size, i) => (Edge + (i * step), CurveHeight - Edge - (int)Math.Round(size.Bytes * (CurveHeight - (2 * Edge)) / most), size.IsOutlier))];
        var line = new StringBuilder(FormattableString.Invariant($"M{points[0].X} {points[0].Y}{(points.Length > 1 ? "l" : "h4")}"));
        for (int i = 1; i < points.Length; i++)
        {
            int rise = points[i].Y - points[i - 1].Y;
            line.Append(FormattableString.Invariant($"{(i > 1 ? " " : "")}{step}{(rise < 0 ? "" : " ")}{rise}"));
        }

        return HtmlReport.Tag(
            "figure",
            HtmlReport.Tag(
                "svg",
                HtmlReport.Attribute("class", "siz"),
                HtmlReport.Attribute("viewBox", FormattableString.Invariant($"0 0 {CurveWidth} {CurveHeight}")),
                HtmlReport.Attribute("role", "img"),
                HtmlReport.Attribute("aria-label", words.Sentence("Sizes", sizes.Count, words.Size(sizes.Min(size => size.Bytes)), words.Size(sizes.Max(size => size.Bytes)), words.Size(sizes[sizes.Count - 1].Bytes), sizes.Count(size => size.IsOutlier))),
                HtmlReport.Tag("path", HtmlReport.Attribute("d", line.ToString())),
                points.Where(point => point.IsOutlier).Select(point => HtmlReport.Tag("circle", HtmlReport.Attribute("cx", Number(point.X)), HtmlReport.Attribute("cy", Number(point.Y)), HtmlReport.Attribute("r", "5")))),
            HtmlReport.Tag("figcaption", words.Sentence("SizeOf", words.Size(sizes[sizes.Count - 1].Bytes))));
    }

    /// <summary>The sign of a state, for the legend.</summary>
    public static XElement Key(HealthDayState state) => HtmlReport.Tag(
        "svg",
        HtmlReport.Attribute("class", "key"),
        HtmlReport.Attribute("viewBox", "0 0 1 1"),
        HtmlReport.Attribute("aria-hidden", "true"),
        HtmlReport.Tag("path", HtmlReport.Attribute("class", Class(state)), HtmlReport.Attribute("d", "M0 .5h1")));

    private static string Runs(IReadOnlyList<HealthDay> days, DateTime monday, HealthDayState state)
    {
        HashSet<int> cells = [.. days.Where(day => day.State == state).Select(day => (day.Date - monday).Days)];
        var path = new StringBuilder();
        for (int weekday = 0; weekday < DaysOfWeek; weekday++)
        {
            int[] weeks = [.. cells.Where(cell => cell % DaysOfWeek == weekday).Select(cell => cell / DaysOfWeek).OrderBy(week => week)];
            for (int i = 0, length; i < weeks.Length; i += length)
            {
                for (length = 1; i + length < weeks.Length && weeks[i + length] == weeks[i] + length; length++)
                {
                }

                path.Append(FormattableString.Invariant($"M{weeks[i]} {weekday}.5h{length}"));
            }
        }

        return path.ToString();
    }

    private static int Weekday(DateTime date) => ((int)date.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek;

    private static string Class(HealthDayState state) => "d" + (int)state;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
