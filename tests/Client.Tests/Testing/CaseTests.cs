using System.IO;
using Xunit;
using ZStack.Backup.Client.Tests.Dumps;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Testing;

/// <summary>Files that once got the wrong outcome; each stands for its kind.</summary>
public sealed class CaseTests
{
    [Fact]
    public void Several_gzip_members_are_read_as_gunzip_does()
    {
        BackupTestResult result = Case("two-members");

        Assert.Equal("", Samples.Bad(result));
        Assert.Equal(409, result.Rows);
        Assert.Equal(64, result.Sha256!.Length);
    }

    [Theory]
    [InlineData("swapped", "Databases", "RowsDroppedAgain")]
    [InlineData("no-accounts", "Tables", "TablesEmpty")]
    public void The_file_fails_with_the_reason(string name, string check, string finding)
    {
        BackupTestResult result = Case(name);

        Assert.Equal(BackupTestOutcome.Failed, result.Outcome);
        Assert.Contains(result.Checks, c => (c.Name, c.Outcome, c.Found.Kind.ToString()) == (check, CheckOutcome.Failed, finding));
    }

    [Theory]
    [InlineData("AccountVO")]
    [InlineData("GlobalConfigVO")]
    public void A_table_that_is_never_empty_must_have_rows(string table)
    {
        string text = Samples.Text();
        int at = text.IndexOf($"INSERT INTO `{table}`", System.StringComparison.Ordinal);

        BackupTestResult result = Samples.TestText(text.Remove(at, text.IndexOf('\n', at) + 1 - at));

        Assert.Equal($"Tables:TablesEmpty({table})", Samples.Bad(result));
    }

    private static BackupTestResult Case(string name) => Samples.Test(File.ReadAllBytes(Repository.TestData($"cases/{name}.gz")));
}
