using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Errors;
using ZStack.Backup.Pipeline;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Asks nodes whether they are ready, their version and time. Needs no log-in.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ZStackConnection", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(ZStackConnectionInfo), typeof(bool))]
public sealed class TestZStackConnectionCommand : NodeCmdlet
{
    private const string ServerSet = "Server";
    private const string SessionSet = "Session";
    private const int NodesAtOnce = 32;

    /// <summary>host, host:port or URL.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ServerSet)]
    [ServerArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public string[]? Server { get; set; }

    /// <summary>The sessions whose nodes to ask, instead of the runspace's default.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = SessionSet)]
    [SessionArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public ZStackSession[]? Session { get; set; }

    /// <summary>Write only whether the node is ready.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void ProcessRecord()
    {
        using var fanOut = new FanOut<ConnectionSettings, ZStackConnectionInfo>(Nodes().ToList(), NodesAtOnce, Probe, Mailbox, Cancellation);
        Drain(fanOut, (_, info) => Write(info), (_, failure) => throw failure, settings => Wording.Sentence(nameof(Messages.Wait_Node), [settings.Address.Name]));
    }

    private IEnumerable<ConnectionSettings> Nodes() => ParameterSetName == ServerSet ? Server!.SelectMany(Settings) : (Session ?? [DefaultSession()]).Select(session => session.Settings);

    private IEnumerable<ConnectionSettings> Settings(string server)
    {
        try
        {
            ConnectionSettings settings = SettingsFor(server);
            WarnOfUnnamedProxy(settings, new Uri(settings.Address.Url));
            return [settings];
        }
        catch (ZStackException e)
        {
            WriteFailure(e, null, ErrorTarget.OfServer(server));
            return [];
        }
    }

    private void Probe(ConnectionSettings settings, Feed<ZStackConnectionInfo> feed, System.Threading.CancellationToken stopping) =>
        feed.Add(Blocking.Result(ZStackClient.ProbeAsync(settings, Mailbox, stopping)));

    private void Write(ZStackConnectionInfo info)
    {
        if (info.Failure is { } failure)
            info.Reason = Wording.Of(failure);

        if (Quiet)
            WriteObject(info.Ready);
        else
            WriteObject(info);
    }
}
