using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;
using ZStack.Backup.Sandbox;
using ZStack.Backup.Sandbox.Time;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>The sandbox reads a zone as Java does. <c>tests/data/java-zones.tsv</c> is what JDK 17.0.15 said to every id and
/// short name that it has, and to offsets right and wrong: the offset on 15 January and on 15 July 2022, or that it refused.</summary>
public sealed class JavaZonesTests
{
    private static readonly DateTime Winter = new(2022, 1, 15, 12, 0, 0);
    private static readonly DateTime Summer = new(2022, 7, 15, 12, 0, 0);

    [Fact]
    public void Every_text_is_read_as_java_reads_it()
    {
        string[][] measured = [.. File.ReadLines(Repository.TestData("java-zones.tsv")).Select(line => line.Split('\t'))];

        List<string> different = [];
        foreach (string[] row in measured)
        {
            string read = $"{Text(JavaZones.Offset(row[0], Winter))} {Text(JavaZones.Offset(row[0], Summer))}";
            if (read != $"{row[1]} {row[2]}")
                different.Add($"{row[0]}: Java {row[1]} {row[2]}, the sandbox {read}");
        }

        Assert.True(measured.Length > 900 && measured.Count(row => row[1] == "-") > 50, "The measurements are not all there.");
        Assert.Empty(different);
    }

    [Fact]
    public void Case_does_not_matter()
    {
        string[] taken = [.. File.ReadLines(Repository.TestData("java-zones.tsv")).Select(line => line.Split('\t')).Where(row => row[1] != "-").Select(row => row[0])];

        Assert.DoesNotContain(taken, text => JavaZones.Offset(text.ToLowerInvariant(), Winter) != JavaZones.Offset(text, Winter));
    }

    private static string Text(TimeSpan? offset) => offset switch
    {
        null => "-",
        { Ticks: 0 } => "Z",
        { } size => (size < TimeSpan.Zero ? "-" : "+") + size.ToString(size.Seconds == 0 ? @"hh\:mm" : @"hh\:mm\:ss", CultureInfo.InvariantCulture),
    };
}
