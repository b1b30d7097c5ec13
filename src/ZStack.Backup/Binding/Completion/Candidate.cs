namespace ZStack.Backup.Binding.Completion;

/// <summary>Something that may be meant.</summary>
internal sealed class Candidate
{
    /// <param name="text">What the argument becomes, without quotes.</param>
    /// <param name="alias">What may be typed instead to find it.</param>
    /// <param name="label">Its line in a menu; the text itself unless given.</param>
    public Candidate(string text, string? alias = null, string? label = null, string? tooltip = null)
    {
        Text = text;
        Alias = alias;
        Label = label ?? text;
        Tooltip = string.IsNullOrWhiteSpace(tooltip) ? Label : tooltip!;
    }

    public string Text { get; }

    public string? Alias { get; }

    public string Label { get; }

    public string Tooltip { get; }
}
