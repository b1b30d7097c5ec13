using System.Collections.Generic;

namespace ZStack.Backup.Client.Kits;

/// <summary>A part of a page, however it is written.</summary>
internal abstract record KitBlock;

/// <param name="Level">1 for the page itself.</param>
internal sealed record KitHeading(int Level, string Text) : KitBlock;

internal sealed record KitParagraph(string Text, bool IsWarning = false) : KitBlock;

/// <summary>Names and values.</summary>
internal sealed record KitValues(IReadOnlyList<(string Label, string Value)> Items) : KitBlock;

internal sealed record KitTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : KitBlock;

internal sealed record KitSteps(IReadOnlyList<KitStep> Items) : KitBlock;

/// <summary>To be ticked.</summary>
internal sealed record KitChecklist(IReadOnlyList<KitStep> Items) : KitBlock;

/// <param name="Text">What it is for.</param>
/// <param name="Lines">What is pasted; none where a person has to do something.</param>
internal sealed record KitStep(string Text, params string[] Lines);
