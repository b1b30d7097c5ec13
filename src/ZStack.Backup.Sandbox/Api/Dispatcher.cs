using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using ZStack.Backup.Sandbox.Faults;
using ZStack.Backup.Sandbox.Jobs;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.Schedules;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>From the wire to an API and back.</summary>
internal sealed class Dispatcher
{
    private readonly NodeContext _node;
    private readonly Func<Call, Answer?>[] _beforeJobId;
    private readonly Func<Call, Answer?>[] _afterJobId;

    public Dispatcher(NodeContext node, Scheduler scheduler)
    {
        _node = node;
        // Queries and polls take no notice of the job id.
        _beforeJobId = [new JobApi(node).Handle, new QueryApi(node).Handle];
        _afterJobId = [new LoginApi(node).Handle, new ManagementNodeApi(node).Handle, new ImageStoreApi(node).Handle, new AsyncGate(node, scheduler).Handle];
    }

    public async Task HandleAsync(HttpContext context)
    {
        LoggedRequest request;
        try
        {
            request = await RequestReader.ReadAsync(context, _node.Options.ContextPath);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return;
        }

        _node.Log.Add(request);
        try
        {
            var way = new FaultyWay(context, request, Execute);
            await (_node.Outage.Fault is { } outage ? way.RespondAsync(outage) : way.RespondAsync(_node.Faults.Take(request)));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            request.Aborted = true;
        }
        finally
        {
            request.Aborted |= context.RequestAborted.IsCancellationRequested;
            request.Ended = true;
        }
    }

    private Answer Execute(LoggedRequest request, FaultKind? fault)
    {
        var call = new Call(request, _node.Log)
        {
            SessionDead = fault == FaultKind.SessionExpired,
            LoseJob = fault == FaultKind.JobLost,
            LateFailure = fault switch
            {
                FaultKind.NestedExpiry => ApiException.Failed("the agent gave up", ApiException.SessionExpired),
                FaultKind.LateExpiry => ApiException.SessionExpired,
                _ => null,
            },
        };
        if (RequestReader.HasForbiddenCharacter(request))
        {
            call.Problem("a raw character in the URL that Tomcat refuses");
            return Answer.Text(400, Pages.Tomcat(400));
        }

        // The servlet takes no others.
        if (request.Method is not ("GET" or "HEAD" or "POST" or "PUT" or "DELETE"))
        {
            call.Problem("a method that the servlet does not take");
            return Answer.Text(405, Pages.Tomcat(405));
        }

        if (request.Body.Length > 0 && call.Header("Content-Type")?.Contains("charset=utf-8", StringComparison.OrdinalIgnoreCase) != true)
            call.Problem("a body without charset=utf-8");
        if (First(_beforeJobId, call) is { } early)
            return early;
        if ((JobId.Refuse(call, _node.JobTable) ?? First(_afterJobId, call)) is { } answer)
            return answer;
        call.Problem("no such API");
        return Answer.Text(404, $"no api mapping to {request.Path}");
    }

    private static Answer? First(Func<Call, Answer?>[] apis, Call call)
    {
        foreach (Func<Call, Answer?> api in apis)
        {
            if (api(call) is { } answer)
                return answer;
        }

        return null;
    }
}
