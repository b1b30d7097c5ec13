using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ZStack.Backup.Sandbox;

/// <summary>From the wire to an API and back, with the faults that were ordered.</summary>
internal sealed class Dispatcher
{
    private readonly SandboxNode _node;
    private readonly Func<Call, Answer?>[] _apis;

    public Dispatcher(SandboxNode node)
    {
        _node = node;
        _apis = [new LoginApi(node).Answer, new ManagementNodeApi(node).Answer, new ImageStoreApi(node).Answer];
    }

    public async Task HandleAsync(HttpContext context)
    {
        LoggedRequest request = await ReadAsync(context);
        _node.Log.Add(request);
        Fault? fault = _node.Faults.Take(request.Path);
        try
        {
            await RespondAsync(context, request, fault);
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

    private async Task RespondAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        CancellationToken aborted = context.RequestAborted;
        switch (fault?.Kind)
        {
            case FaultKind.ResetBeforeRead:
                context.Abort();
                return;
            case FaultKind.ResetAfterAccept:
                Execute(request);
                context.Abort();
                return;
            case FaultKind.ProxyPage:
                context.Response.ContentType = "text/html";
                await SendAsync(context, request, Answer.Text(fault.Status, $"<html><head><title>{fault.Status} {(HttpStatusCode)fault.Status}</title></head><body><center>nginx</center></body></html>"), aborted);
                return;
            case FaultKind.Answer:
                if (fault.ContentType.Length > 0)
                    context.Response.ContentType = fault.ContentType;
                foreach (var header in fault.Headers ?? new Dictionary<string, string>())
                    context.Response.Headers[header.Key] = header.Value;
                await SendAsync(context, request, Answer.Text(fault.Status, fault.Body), aborted);
                return;
            case FaultKind.Redirect:
                context.Response.Headers.Location = fault.Body;
                await SendAsync(context, request, Answer.Text(302, ""), aborted);
                return;
            case FaultKind.SessionExpired:
                await SendAsync(context, request, Gate.Expired, aborted);
                return;
            case FaultKind.Skewed:
                await SendAsync(context, request, Answer.Text(403, "requestTimeTooSkewed"), aborted);
                return;
            case FaultKind.Stall when fault.AfterBytes == 0:
                await Task.Delay(fault.Delay, aborted);
                break;
            case FaultKind.ResetMidBody or FaultKind.TruncateBody or FaultKind.SlowDrip or FaultKind.Stall:
                context.Response.Body = new FaultyBody(context.Response.Body, context, fault);
                break;
        }

        await SendAsync(context, request, Execute(request), aborted);
        if (fault?.Kind == FaultKind.TrailingGarbage)
            await context.Response.Body.WriteAsync("xyz"u8.ToArray(), aborted);
    }

    private static async Task SendAsync(HttpContext context, LoggedRequest request, Answer answer, CancellationToken aborted)
    {
        request.AnswerBegan = System.Diagnostics.Stopwatch.GetTimestamp();
        request.Status = context.Response.StatusCode = answer.Status;
        await answer.Write(context.Response.Body, aborted);
    }

    private Answer Execute(LoggedRequest request)
    {
        var call = new Call(request, _node.Log);
        if (call.Header("X-Job-UUID") is { Length: not 32 })
        {
            call.Problem("X-Job-UUID is not 32 characters");
            return Answer.Text(400, "Invalid header[X-Job-UUID], it must be a UUID with '-' stripped");
        }

        if (request.Body.Length > 0 && call.Header("Content-Type")?.Contains("charset=utf-8", StringComparison.OrdinalIgnoreCase) != true)
            call.Problem("a body without charset=utf-8");
        foreach (var api in _apis)
        {
            if (api(call) is { } answer)
                return answer;
        }

        call.Problem("no such API");
        return Answer.Text(404, $"no api mapping to {request.Path}");
    }

    private async Task<LoggedRequest> ReadAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        string path = request.Path.Value ?? "";
        string contextPath = _node.Options.ContextPath;
        return new LoggedRequest
        {
            Method = request.Method,
            Path = path.StartsWith(contextPath + "/v1", StringComparison.Ordinal) ? path[contextPath.Length..] : path,
            RawTarget = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? path,
            Query = Pairs(request.QueryString.Value ?? ""),
            Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = await reader.ReadToEndAsync(context.RequestAborted),
        };
    }

    /// <summary>In the order they came; the framework's own collection would group them.</summary>
    private static List<KeyValuePair<string, string>> Pairs(string query) =>
        [.. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => new KeyValuePair<string, string>(WebUtility.UrlDecode(pair[0]), pair.Length > 1 ? WebUtility.UrlDecode(pair[1]) : ""))];
}
