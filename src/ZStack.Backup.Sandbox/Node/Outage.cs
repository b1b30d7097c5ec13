using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox.Node;

/// <summary>The time in which the node is away.</summary>
internal sealed class Outage : IAsyncDisposable
{
    private const int None = -1;

    private readonly NodeHost _host;
    private readonly SemaphoreSlim _one = new(1);
    private volatile int _shape = None;

    public Outage(NodeHost host) => _host = host;

    public bool IsNotReady => Shape == OutageShape.NotReady;

    /// <summary>What happens to every request now.</summary>
    public Fault? Fault => Shape switch
    {
        OutageShape.Refused or OutageShape.Reset => new Fault(FaultKind.ResetBeforeRead),
        OutageShape.Proxy502 => new Fault(FaultKind.ProxyPage) { Status = 502 },
        OutageShape.Proxy503 => new Fault(FaultKind.ProxyPage) { Status = 503 },
        OutageShape.Html404 => new Fault(FaultKind.TomcatPage) { Status = 404 },
        OutageShape.Html503 => new Fault(FaultKind.TomcatPage) { Status = 503 },
        _ => null,
    };

    private OutageShape? Shape => _shape == None ? null : (OutageShape)_shape;

    /// <summary>Waits for what is under way; the node has told it to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        _one.Dispose();
    }

    /// <param name="down">Once, when nobody can reach the node any more.</param>
    /// <param name="returns">False leaves it in the last shape.</param>
    public async Task RunAsync(IReadOnlyList<OutageShape> shapes, TimeSpan time, Action? down, bool returns, CancellationToken nodeEnds)
    {
        await _one.WaitAsync(nodeEnds);
        try
        {
            for (int i = 0; i < shapes.Count; i++)
            {
                // Before the listener goes or comes, so that no request slips through.
                _shape = (int)shapes[i];
                if (Shape == OutageShape.Refused)
                    await _host.StopAsync();
                if (i == 0)
                    down?.Invoke();
                if (Shape != OutageShape.Refused)
                    await _host.StartAsync();
                await Task.Delay(time / shapes.Count, nodeEnds);
            }

            if (!returns)
                return;
            if (shapes.Count == 0)
                down?.Invoke();
            _shape = None;
            await _host.StartAsync();
        }
        catch (OperationCanceledException)
        {
            // The node is disposed of while it is away.
        }
        finally
        {
            _one.Release();
        }
    }
}
