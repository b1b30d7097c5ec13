using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Commands;

/// <summary>Writes the sessions of this runspace; the property IsDefault marks the default one.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackSession")]
[OutputType(typeof(ZStackSession))]
public sealed class GetZStackSessionCommand : ZStackCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionServerCompleter))]
    public string[]? Server { get; set; }

    protected override void ProcessRecord()
    {
        NameFilter names = FilterOf(Server, nameof(Server));
        WriteObject(SessionTable.Current.All.Where(session => names.Accepts(session.Server)), enumerateCollection: true);
    }
}
