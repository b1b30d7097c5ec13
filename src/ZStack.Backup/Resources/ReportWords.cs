using System;
using System.Globalization;
using ZStack.Backup.Client.Reports;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Resources;

/// <summary>What reports say, in the language of this thread.</summary>
internal sealed class ReportWords : IReportWords
{
    public string Language => Messages.Report_Language;

    public string Sentence(string key, params object[] facts) => Wording.Sentence("Report_" + key, facts);

    public string Visible(string? text) => VisibleText.Of(text);

    public string Size(long? bytes) => Amounts.Size(bytes);

    public string Span(TimeSpan span) => Amounts.LongSpan(span);

    public string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);
}
