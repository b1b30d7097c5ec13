using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ZStack.Backup.Client.Reports;

/// <summary>One page for people: what to do first, a row for each node, then its calendar and sizes. No script, and nothing from anywhere else.</summary>
public sealed class HtmlReport
{
    // A name may have any length; the page says enough of it.
    private const int MaxName = 120;
    private const int MaxText = 600;
    private const double AgeOfFullBar = 7;

    private static readonly string[] Void = ["meta", "path", "circle"];
    private static readonly string[] Columns = ["Cloud", "Status", "Newest", "Proven", "Copies", "Free", "Full"];
    private static readonly HealthDayState[] Legend = [HealthDayState.Proven, HealthDayState.Made, HealthDayState.Failed, HealthDayState.None];

    private readonly IReportWords _words;
    private readonly BackupHealth[] _nodes;

    private HtmlReport(IEnumerable<BackupHealth> nodes, IReportWords words)
    {
        _words = words;
        _nodes = [.. nodes.OrderByDescending(node => node.Status).ThenByDescending(node => node.Findings.Count).ThenBy(node => node.Server, StringComparer.Ordinal)];
    }

    /// <summary>The nodes that are not healthy come first, the worst on top.</summary>
    public static string Write(IEnumerable<BackupHealth> nodes, DateTimeOffset now, IReportWords words) => new HtmlReport(nodes, words).Write(now);

    private string Write(DateTimeOffset now)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment }))
        {
            int needing = _nodes.Count(node => node.Status is HealthStatus.Critical or HealthStatus.Warning);
            string title = needing == 0 ? _words.Sentence(_nodes.All(node => node.Status == HealthStatus.Healthy) ? "NobodyNeedsYou" : "NotAllKnown", _nodes.Length) : _words.Sentence("NeedYou", needing, _nodes.Length);
            xml.WriteStartElement("html");
            xml.WriteAttributeString("lang", _words.Language);
            Tag("head", Tag("meta", Attribute("charset", "utf-8")), Tag("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")), Tag("meta", Attribute("name", "color-scheme"), Attribute("content", "light dark")), Tag("title", title), Tag("style", HtmlStyle.Text)).WriteTo(xml);
            xml.WriteStartElement("body");
            xml.WriteStartElement("main");
            Tag("h1", title).WriteTo(xml);
            Tag("p", Attribute("class", "s"), _words.Sentence("Counts", Count(HealthStatus.Critical), Count(HealthStatus.Warning), Count(HealthStatus.Unknown), Count(HealthStatus.Healthy), _words.Time(now))).WriteTo(xml);
            WriteFindings(xml);
            WriteRows(xml);
            WriteNodes(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private int Count(HealthStatus status) => _nodes.Count(node => node.Status == status);

    private void WriteFindings(XmlWriter xml)
    {
        BackupHealth[] needing = [.. _nodes.Where(node => node.Findings.Count > 0)];
        if (needing.Length == 0)
            return;
        Tag("h2", _words.Sentence("First")).WriteTo(xml);
        foreach (BackupHealth node in needing)
        {
            Tag("section", Attribute("class", "f"), Tag("h3", Name(node.Server), " ", Status(node.Status)), Tag("ul", node.Findings.Select(finding => Tag(
                "li",
                Tag("b", finding.Id.ToString()),
                " ",
                Tag("span", Short(finding.Reason, MaxText)),
                finding.Fix.Length == 0 ? null : Tag("code", Short(finding.Fix, MaxText)))))).WriteTo(xml);
        }
    }

    private void WriteRows(XmlWriter xml)
    {
        Tag("h2", _words.Sentence("Clouds")).WriteTo(xml);
        xml.WriteStartElement("table");
        Tag("thead", Tag("tr", Columns.Select(key => Tag("th", Attribute("scope", "col"), _words.Sentence("Column_" + key))))).WriteTo(xml);
        xml.WriteStartElement("tbody");
        foreach (BackupHealth node in _nodes)
        {
            Tag(
                "tr",
                Tag("th", Attribute("scope", "row"), Name(node.Server)),
                Tag("td", Status(node.Status)),
                Tag("td", Age(node.NewestAge)),
                Tag("td", Age(node.ProvenAge)),
                Tag("td", Known(node.Copies?.ToString(CultureInfo.InvariantCulture))),
                Tag("td", Known(node.FreeBytes is null ? null : _words.Size(node.FreeBytes))),
                Tag("td", Known(node.DaysUntilFull is { } days ? days < BackupHealth.MaxDaysUntilFull ? _words.Sentence("Days", Math.Floor(days)) : _words.Sentence("TenYears") : null))).WriteTo(xml);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void WriteNodes(XmlWriter xml)
    {
        Tag("h2", _words.Sentence("Histories")).WriteTo(xml);
        Tag("p", Attribute("class", "s l"), Legend.Select(state => Tag("span", ReportDrawings.Key(state), " " + _words.Sentence("Day_" + state)))).WriteTo(xml);
        xml.WriteStartElement("div");
        xml.WriteAttributeString("class", "g");
        foreach (BackupHealth node in _nodes)
        {
            Tag(
                "section",
                Attribute("class", "n"),
                Tag("h3", Name(node.Server)),
                node.Days.Count == 0 ? Tag("p", Unknown()) : ReportDrawings.Calendar(node.Days, _words),
                node.Sizes.Count == 0 ? null : ReportDrawings.Curve(node.Sizes, _words),
                node.Schedule is null ? null : Tag("p", Attribute("class", "s"), Short(node.Schedule, MaxName)),
                node.NotKnown.Select(gap => Tag("p", Attribute("class", "s"), _words.Sentence("NotKnown", gap.Question), " ", Short(gap.Reason, MaxText)))).WriteTo(xml);
        }

        xml.WriteEndElement();
    }

    private XElement Name(string server) => Tag("bdi", Short(server, MaxName));

    private XElement Status(HealthStatus status) => Tag("span", Attribute("class", "c" + (int)status), _words.Sentence("Status_" + status));

    /// <summary>A number, and a bar that is full after a week.</summary>
    private object Age(TimeSpan? age) => age is not { } span ? Unknown()
        : new object[] { _words.Span(span), Tag("i", Attribute("style", "width:" + Math.Max(2, Math.Min(100, Math.Round(100 * span.TotalDays / AgeOfFullBar))).ToString(CultureInfo.InvariantCulture) + "%")) };

    private object Known(string? text) => text is null ? Unknown() : text;

    private XElement Unknown() => Tag("span", Attribute("class", "u"), _words.Sentence("Unknown"));

    private string Short(string text, int longest)
    {
        string visible = _words.Visible(text.Length > longest * 2 ? text.Substring(0, longest * 2) : text);
        if (visible.Length <= longest)
            return visible;
        int end = char.IsHighSurrogate(visible[longest - 1]) ? longest - 1 : longest;
        return visible.Substring(0, end) + "…";
    }

    internal static XAttribute Attribute(string name, string value) => new(name, value);

    /// <summary>An element whose end is written, as HTML wants it.</summary>
    internal static XElement Tag(string name, params object?[] content) => new(name, Array.IndexOf(Void, name) >= 0 ? content : [.. content, ""]);
}
