namespace ZStack.Backup.Errors;

/// <summary>What was tried when something failed: the first sentence of its message, and advice that fits better than the general one.</summary>
internal sealed class Attempt
{
    public Attempt(string sentence, string? advice = null)
    {
        Sentence = sentence;
        Advice = advice;
    }

    public string Sentence { get; }

    /// <summary>Used where the server itself reports the failure.</summary>
    public string? Advice { get; }

    /// <summary>Used in place of all other advice.</summary>
    public string? Remedy { get; init; }
}
