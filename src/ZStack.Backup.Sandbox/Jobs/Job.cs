using System;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Jobs;

/// <summary>One accepted asynchronous call: docs/zstack-api.md section 6.</summary>
internal sealed class Job
{
    private readonly object _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _time;
    private bool _dead;
    private volatile int _status;
    private string _result = "";

    public Job(string id, string api, LoggedRequest request)
    {
        Id = id;
        Api = api;
        Request = request;
    }

    public string Id { get; }

    public string Api { get; }

    public LoggedRequest Request { get; }

    public DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;

    /// <summary>It was not refused before its work.</summary>
    public bool HasBegun { get; private set; }

    public bool IsRunning => Read().Status == 0;

    public int Percent => _time <= TimeSpan.Zero ? 0 : (int)Math.Min(99, _watch.Elapsed * 100 / _time);

    /// <summary>Never waits for the end of the job that is just being written.</summary>
    public (int Status, string Result) Read()
    {
        int status = _status;
        return (status, status == 0 ? "" : _result);
    }

    /// <summary>The node dies: what has not ended never will.</summary>
    public void Die()
    {
        lock (_gate)
            _dead = true;
    }

    public void Refuse(ApiException why) => End(503, () => new JsonObject { ["error"] = why.ToJson() });

    /// <param name="begin">Checks, and starts what there is to start; gives what happens at the end.</param>
    /// <param name="lateFailure">What becomes of it instead, after all the work.</param>
    public async Task RunAsync(Func<Func<JsonObject>> begin, TimeSpan time, Action<string> problem, ApiException? lateFailure, CancellationToken nodeEnds)
    {
        _time = time;
        try
        {
            Func<JsonObject> finish = begin();
            HasBegun = true;
            await Task.Delay(time, nodeEnds);
            if (lateFailure is not null)
                throw lateFailure;
            End(200, finish);
        }
        catch (ApiException e)
        {
            Refuse(e);
        }
        catch (OperationCanceledException)
        {
            Die();
        }
#pragma warning disable CA1031 // A bug of the simulation has to show up somewhere.
        catch (Exception e)
#pragma warning restore CA1031
        {
            problem($"job {Api}: {e}");
            End(503, () => new JsonObject { ["error"] = Answer.ErrorCode("SYS.1000", "An internal error happened in system", e.Message) });
        }
    }

    /// <summary>Effect and result become visible together, or not at all.</summary>
    private void End(int status, Func<JsonObject> finish)
    {
        lock (_gate)
        {
            if (_dead)
                return;
            _result = finish().ToJsonString();
            _status = status;
        }
    }
}
