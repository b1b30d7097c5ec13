using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>A runspace with the staged module, driven as a user would; with a node of its own, or for one that is there.</summary>
internal sealed class Shell : IDisposable, IAsyncDisposable
{
    // For a script that hangs; a busy machine takes long for a good one, such as one that starts a database server.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private SandboxNode? _node;

    public Shell()
    {
        Host = new CapturingHost();
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([StagedModule.Path]);
        Runspace = RunspaceFactory.CreateRunspace(Host, state);
        Runspace.Open();
    }

    public CapturingHost Host { get; }

    /// <summary>The node that it was made with.</summary>
    public SandboxNode Node => _node ?? throw new InvalidOperationException("This shell was made for a node that is the test's own.");

    public Runspace Runspace { get; }

    public static PSCredential Credential(string user, string password) => new(user, new System.Net.NetworkCredential("", password).SecurePassword);

    public static PSCredential Admin => Credential(SandboxAccounts.Account, SandboxAccounts.Password);

    public static PSCredential Store => Credential(SandboxAccounts.StoreUser, SandboxAccounts.StorePassword);

    /// <summary>As <see cref="ConnectedTo"/>, with a node of its own that ends with it.</summary>
    public static async Task<Shell> ConnectedAsync(SandboxOptions? options = null)
    {
        SandboxNode node = await SandboxNode.StartAsync(options);
        Shell shell = ConnectedTo(node);
        shell._node = node;
        return shell;
    }

    /// <summary>As <see cref="For"/>, with a node of its own that ends with it.</summary>
    public static async Task<Shell> StartAsync(SandboxOptions? options = null)
    {
        SandboxNode node = await SandboxNode.StartAsync(options);
        Shell shell = For(node);
        shell._node = node;
        return shell;
    }

    /// <summary>A shell that is connected to the node and has <c>$node</c>, <c>$admin</c> and <c>$store</c>.</summary>
    public static Shell ConnectedTo(SandboxNode node)
    {
        Shell shell = For(node);
        shell.Run("Connect-ZStack $node -Credential $admin").ThrowOnError();
        node.Log.Clear();
        return shell;
    }

    public static Shell For(SandboxNode node)
    {
        var shell = new Shell();
        shell.Set("node", node.Url);
        shell.Set("admin", Admin);
        shell.Set("store", Store);
        return shell;
    }

    public void Set(string name, object value) => Runspace.SessionStateProxy.SetVariable(name, value);

    public Outcome Run(string script)
    {
        using Running running = Start(script);
        return running.Wait(Limit);
    }

    public Running Start(string script) => new(Runspace, script);

    public void Dispose() => Runspace.Dispose();

    public async ValueTask DisposeAsync()
    {
        Runspace.Dispose();
        if (_node is not null)
            await _node.DisposeAsync();
    }
}

/// <summary>A script that runs.</summary>
internal sealed class Running : IDisposable
{
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly PowerShell _shell;
    private readonly IAsyncResult _handle;

    public Running(Runspace runspace, string script)
    {
        _shell = PowerShell.Create(runspace);
        _shell.AddScript(script);
        _handle = _shell.BeginInvoke<PSObject, PSObject>(null, _output);
    }

    public IReadOnlyList<PSObject> SoFar => [.. _output];

    public void Stop() => _shell.Stop();

    public Outcome Wait(TimeSpan limit)
    {
        if (!_handle.AsyncWaitHandle.WaitOne(limit))
        {
            _shell.Stop();
            throw new TimeoutException("The script did not end.");
        }

        ErrorRecord? terminating = null;
        try
        {
            _shell.EndInvoke(_handle);
        }
        catch (PipelineStoppedException)
        {
            // Stopped by the test.
        }
        catch (RuntimeException e)
        {
            terminating = e.ErrorRecord;
        }

        return new Outcome(
            [.. _output],
            [.. _shell.Streams.Error],
            terminating,
            [.. _shell.Streams.Warning.Select(w => w.Message)],
            [.. _shell.Streams.Verbose.Select(v => v.Message)],
            [.. _shell.Streams.Debug.Select(d => d.Message)]);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _output.Dispose();
    }
}

/// <summary>What a script left in the streams.</summary>
internal sealed record Outcome(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    ErrorRecord? Terminating,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Debug)
{
    /// <summary>The only error, terminating or not.</summary>
    public ErrorRecord Error => Terminating ?? Errors.Single();

    /// <summary>Its id without the name of the cmdlet.</summary>
    public string ErrorId => Error.FullyQualifiedErrorId.Split(',')[0];

    public string Message => Error.ErrorDetails?.Message ?? Error.Exception.Message;

    public string Advice => Error.ErrorDetails?.RecommendedAction ?? "";

    public object? Value => Output.Single()?.BaseObject;

    public void ThrowOnError()
    {
        if (Terminating is not null || Errors.Count > 0)
            throw new InvalidOperationException((Terminating ?? Errors[0]).ToString());
    }
}
