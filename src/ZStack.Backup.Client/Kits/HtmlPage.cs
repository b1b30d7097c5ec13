using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace ZStack.Backup.Client.Kits;

/// <summary>A page for a browser and for paper: no script, no outside reference, from a phone to A4.</summary>
internal static class HtmlPage
{
    private const string Style = """

        :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #f2f4f7; --line: #b9c0c8; --warn: #7a2e00; --warnpaper: #fff1e5; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #16181c; --soft: #23272e; --line: #505862; --warn: #ffc48a; --warnpaper: #3a2410; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1rem; max-width: 60rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; padding-top: .5rem; border-top: 3px solid var(--line); font-size: 1.35rem; } h3 { margin-top: 1.8rem; font-size: 1.1rem; }
        dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .2rem 1rem; } dt { font-weight: 600; } dd { margin: 0; }
        .warning { padding: .6rem .8rem; border-left: 5px solid var(--warn); color: var(--warn); background: var(--warnpaper); font-weight: 600; }
        pre { margin: .4rem 0 .8rem; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 4px; background: var(--soft); white-space: pre-wrap; font: .9rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
        li { margin-bottom: .5rem; } ol, ul { padding-left: 1.6rem; } ul.ticks { list-style: none; padding-left: 0; }
        ul.ticks input { width: 1.1rem; height: 1.1rem; margin-right: .5rem; vertical-align: -.15rem; }
        table { width: 100%; border-collapse: collapse; font-size: .9rem; } th, td { padding: .35rem .5rem; border: 1px solid var(--line); text-align: left; vertical-align: top; } thead th { background: var(--soft); }
        @media (min-width: 52.01rem) { th, td { min-width: 5.5rem; } }
        @media (max-width: 52rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } table, tbody, tr, td, tbody th { display: block; } tr { margin-bottom: 1rem; } td::before, tbody th::before { content: attr(data-column) ": "; font-weight: 600; } }
        @page { size: A4; margin: 15mm; }
        @media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #f4f4f4; --line: #888; --warn: #000; --warnpaper: #fff; } body { max-width: none; padding: 0; font-size: 10.5pt; } h1, h2, h3 { break-after: avoid; } li, pre, tr, dl, .warning { break-inside: avoid; } p { orphans: 3; widows: 3; } }

        """;

    public static string Write(IReadOnlyList<KitBlock> blocks, string language)
    {
        var main = new XElement("main");
        foreach (KitBlock block in blocks)
            main.Add(Element(block));
        // What is no character of XML, and so of HTML, would end the writing.
        foreach (XText text in main.DescendantNodes().OfType<XText>().Where(text => !text.Value.All(IsCharacter)).ToArray())
            text.Value = new string([.. text.Value.Select(c => IsCharacter(c) ? c : '\uFFFD')]);
        var html = new XElement(
            "html",
            new XAttribute("lang", language),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                // Nothing is fetched and nothing is run, whatever text has found its way in here.
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("name", "referrer"), new XAttribute("content", "no-referrer")),
                new XElement("title", blocks.OfType<KitHeading>().First().Text),
                new XElement("style", Style)),
            new XElement("body", main));
        return "<!DOCTYPE html>\n" + html.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static XElement Element(KitBlock block) => block switch
    {
        KitHeading heading => new XElement("h" + heading.Level.ToString(CultureInfo.InvariantCulture), heading.Text),
        KitParagraph paragraph => new XElement("p", paragraph.IsWarning ? new XAttribute("class", "warning") : null, paragraph.Text),
        KitValues values => new XElement("dl", values.Items.Select(item => (object[])[new XElement("dt", item.Label), new XElement("dd", item.Value)])),
        KitTable table => new XElement(
            "table",
            new XElement("thead", new XElement("tr", table.Columns.Select(column => new XElement("th", new XAttribute("scope", "col"), column)))),
            new XElement("tbody", table.Rows.Select(row => new XElement("tr", row.Select((cell, column) => Cell(table, cell, column)))))),
        KitSteps steps => new XElement("ol", steps.Items.Select(step => new XElement("li", step.Text, Lines(step)))),
        KitChecklist list => new XElement("ul", new XAttribute("class", "ticks"), list.Items.Select(item => new XElement("li", new XElement("label", new XElement("input", new XAttribute("type", "checkbox")), item.Text), Lines(item)))),
        _ => throw new InvalidOperationException(block.ToString()),
    };

    private static XElement Cell(KitTable table, string cell, int column) => column == 0
        ? new XElement("th", new XAttribute("scope", "row"), new XAttribute("data-column", table.Columns[column]), cell)
        : new XElement("td", new XAttribute("data-column", table.Columns[column]), cell);

    private static bool IsCharacter(char c) => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c);

    private static XElement? Lines(KitStep step) => step.Lines.Length == 0 ? null : new XElement("pre", string.Join("\n", step.Lines));
}
