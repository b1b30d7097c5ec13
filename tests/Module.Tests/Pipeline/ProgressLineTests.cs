using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;

namespace ZStack.Backup.Module.Tests;

/// <summary>What stays of a progress line when the terminal is narrow.</summary>
public sealed class ProgressLineTests
{
    private const string Node = "management-node-01.datacenter.example.com:8080";

    [Theory]
    [InlineData("en-US", 120, "stops waiting, not the job", "stops following, not the restore")]
    [InlineData("en-US", 80, "stops waiting, not the job", "stops following, not the restore")]
    [InlineData("zh-CN", 80, "不停止作业", "不停止还原")]
    public void A_line_that_is_cut_still_says_what_Ctrl_C_does(string language, int width, string ofJob, string ofRestore)
    {
        Dictionary<string, string> words = language == "zh-CN" ? SentenceTables.Chinese() : SentenceTables.English();
        string[] activities = [.. words.Where(word => word.Key.StartsWith("Activity_", StringComparison.Ordinal)).Select(word => word.Value)];
        Assert.True(activities.Length > 5);

        foreach (string activity in activities)
            Assert.Contains(ofJob, Line(activity, string.Format(CultureInfo.InvariantCulture, words["Status_Job"], Node, new string('f', 32), 10800), width), StringComparison.Ordinal);
        foreach (string stage in words.Where(word => word.Key.StartsWith("Stage_", StringComparison.Ordinal)).Select(word => string.Format(CultureInfo.InvariantCulture, word.Value, Node)))
            Assert.Contains(ofRestore, Line(words["Activity_RecoverDatabaseFromBackup"], string.Format(CultureInfo.InvariantCulture, words["Status_Restore"], Node, stage, 7200), width), StringComparison.Ordinal);
    }

    /// <summary>As PowerShell 7 draws it: half of the width at most for the activity, the rest for the status.</summary>
    private static string Line(string activity, string status, int width)
    {
        string first = Cut(activity, width / 2);
        return first + " [" + Cut(status, width - first.Length - 4);
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
