using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace ZStack.Backup.Client.Restores;

/// <summary>The stations of one restore, with their times; tells each as it begins.</summary>
internal sealed class RestoreTimeline
{
    private readonly string _server;
    private readonly List<RestorePhase> _phases = [];
    private readonly Stopwatch _whole = Stopwatch.StartNew();
    private readonly Stopwatch _phase = Stopwatch.StartNew();

    public RestoreTimeline(string server) => _server = server;

    public TimeSpan Elapsed => _whole.Elapsed;

    public RestoreStage? Now => _phases.LastOrDefault()?.Stage;

    public bool HasBeen(RestoreStage stage) => _phases.Exists(phase => phase.Stage == stage);

    public void Enter(RestoreStage stage, IProgress<ClientEvent>? events, object? detail = null)
    {
        if (Now == stage)
            return;
        EndPhase();
        _phases.Add(new RestorePhase { Stage = stage, StartedAt = DateTimeOffset.Now, Found = detail });
        events?.Report(new ClientEvent(ClientEventKind.RestorePhase, _server, stage, detail ?? ""));
    }

    /// <summary>The stations so far, the last one until now.</summary>
    public ItemList<RestorePhase> ToList()
    {
        EndPhase();
        return new ItemList<RestorePhase>(_phases);
    }

    private void EndPhase()
    {
        if (_phases.Count > 0)
            _phases[_phases.Count - 1].Duration += _phase.Elapsed;
        _phase.Restart();
    }
}
