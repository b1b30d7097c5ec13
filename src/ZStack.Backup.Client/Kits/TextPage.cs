using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ZStack.Backup.Client.Kits;

/// <summary>A page as <c>cat</c> shows it: 80 columns, plain.</summary>
internal static class TextPage
{
    private const int Width = 79;
    private const int Indent = 4;

    public static string Write(IReadOnlyList<KitBlock> blocks)
    {
        var text = new StringBuilder();
        foreach (KitBlock block in blocks)
            Write(text, block);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Write(StringBuilder text, KitBlock block)
    {
        switch (block)
        {
            case KitHeading heading:
                string title = Folding.Fold(heading.Text, Width);
                char line = heading.Level switch { 1 => '=', 2 => '-', _ => '~' };
                text.Append(text.Length > 0 ? "\n" : "").Append(title).Append('\n').Append(line, title.Split('\n').Max(Folding.Columns)).Append("\n\n");
                break;
            case KitParagraph paragraph:
                text.Append(paragraph.IsWarning ? Folding.Fold("!! " + paragraph.Text, Width, "   ") : Folding.Fold(paragraph.Text, Width)).Append("\n\n");
                break;
            case KitValues values:
                foreach ((string label, string value) in values.Items)
                    text.Append(Folding.Fold(label + ": " + value, Width, "    ")).Append('\n');
                text.Append('\n');
                break;
            case KitTable table:
                foreach (IReadOnlyList<string> row in table.Rows)
                {
                    for (int column = 0; column < row.Count; column++)
                        text.Append(Folding.Fold((column == 0 ? "* " : "  ") + table.Columns[column] + ": " + row[column], Width, "      ")).Append('\n');
                    text.Append('\n');
                }

                break;
            case KitSteps steps:
                for (int i = 0; i < steps.Items.Count; i++)
                    Step(text, (i + 1).ToString(CultureInfo.InvariantCulture) + ".", steps.Items[i]);
                break;
            case KitChecklist list:
                foreach (KitStep item in list.Items)
                    Step(text, "[ ]", item);
                break;
            default:
                throw new InvalidOperationException(block.ToString());
        }
    }

    private static void Step(StringBuilder text, string mark, KitStep step)
    {
        text.Append(Folding.Fold(mark.PadRight(Indent) + step.Text, Width, new string(' ', Indent))).Append("\n\n");
        if (step.Lines.Length == 0)
            return;
        foreach (string line in step.Lines.SelectMany(line => line.Split('\n')))
            text.Append(' ', Indent).Append(line).Append('\n');
        text.Append('\n');
    }
}
