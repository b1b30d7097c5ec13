using System;

namespace ZStack.Backup.Client.Reports;

/// <summary>What a report needs of whoever speaks to people: sentences in one language, and text from outside with nothing hidden in it.</summary>
public interface IReportWords
{
    /// <summary>BCP 47, such as <c>zh-CN</c>.</summary>
    string Language { get; }

    /// <summary>The sentence of a key without its prefix <c>Report_</c>.</summary>
    string Sentence(string key, params object[] facts);

    /// <summary>Text from outside: without control characters, lone surrogates and changes of the writing direction.</summary>
    string Visible(string? text);

    /// <summary>Bytes in a unit that people read; empty for <c>null</c>.</summary>
    string Size(long? bytes);

    /// <summary>A duration in words that people read, such as days and hours.</summary>
    string Span(TimeSpan span);

    /// <summary>A time at the offset that it has.</summary>
    string Time(DateTimeOffset time);
}
