using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Tests whether backup files are whole, hold what a node needs, and restore. Needs no node and no session.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ZStackDatabaseBackup", DefaultParameterSetName = PathSet)]
[OutputType(typeof(BackupTestResult), typeof(bool))]
public sealed class TestZStackDatabaseBackupCommand : ZStackCmdlet
{
    private const string PathSet = "Path";

    /// <summary>The files, taken literally.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [Alias("FullName", "LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter]
    public BackupTestLevel Level { get; set; } = BackupTestLevel.Structure;

    /// <summary>Folder with the programs of MariaDB or MySQL, when they are not on PATH.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerPath { get; set; }

    /// <summary>Test each file only once in so many days.</summary>
    [Parameter]
    [ValidateRange(1, 3660)]
    public int SampleEvery { get; set; } = 1;

    /// <summary>Seconds that the throw-away server may take to start, for the next piece of the dump, and to count.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 600;

    /// <summary>Write only whether the test passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            if (Test(path) is { } result)
                WriteObject(Quiet ? result.Outcome == BackupTestOutcome.Passed : result);
        }
    }

    /// <returns><c>null</c> when the file is not due, or cannot be read.</returns>
    private BackupTestResult? Test(string path)
    {
        try
        {
            string file = FilePath.Resolve(this, path);
            return IsDue(file) ? Test(new BackupTestRequest { FullName = file, Level = Level, ServerPath = ServerFolder(), Timeout = TimeSpan.FromSeconds(TimeoutSec) }) : null;
        }
        catch (ZStackException e)
        {
            WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_TestFile), [path])), path);
            return null;
        }
    }

    private BackupTestResult Test(BackupTestRequest request)
    {
        BackupTestResult result = Wait((events, stopping) => Task.FromResult(BackupTester.Test(request, events, stopping)));
        foreach (BackupTestCheck check in result.Checks)
            check.Detail = Wording.Of(check);
        string[] bad = [.. result.Checks.Where(check => check.Outcome != BackupTestOutcome.Passed).Select(check => check.Detail!)];
        result.Reason = bad.Length > 0 ? string.Join(" ", bad) : null;
        return result;
    }

    private bool IsDue(string file)
    {
        int days = SampleSchedule.DaysUntilDue(System.IO.Path.GetFileName(file), SampleEvery, DateTime.Now);
        if (days > 0)
            WriteVerbose(Wording.Sentence(nameof(Messages.Verbose_NotDue), [file, SampleEvery, days]));
        return days == 0;
    }

    private string? ServerFolder() => ServerPath is null ? null : FilePath.Resolve(this, ServerPath);
}
