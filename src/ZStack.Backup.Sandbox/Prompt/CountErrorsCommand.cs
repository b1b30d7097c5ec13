using System.Management.Automation;

namespace ZStack.Backup.Sandbox;

/// <summary>Passes everything on and counts the errors in it: those that a person sees. An error that was silenced or handled is not among them.</summary>
[Cmdlet("Count", "Error")]
internal sealed class CountErrorsCommand : PSCmdlet
{
    public const string Name = "Count-Error";

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true)]
    public ErrorCount Count { get; set; } = new();

    protected override void ProcessRecord()
    {
        if (InputObject?.BaseObject is ErrorRecord)
            Count.Value++;
        WriteObject(InputObject);
    }
}

/// <summary>How many errors came out of a script.</summary>
internal sealed class ErrorCount
{
    public int Value { get; set; }
}
