using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Faults;

/// <summary>The way of one request to its API and of the answer back, with what was ordered to go wrong on it.</summary>
internal sealed class FaultyWay
{
    // Resets overtake bytes that wait in a buffer.
    private static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(50);

    private readonly HttpContext _context;
    private readonly LoggedRequest _request;
    private readonly Func<LoggedRequest, FaultKind?, Answer> _execute;
    private readonly CancellationToken _aborted;

    public FaultyWay(HttpContext context, LoggedRequest request, Func<LoggedRequest, FaultKind?, Answer> execute)
    {
        _context = context;
        _request = request;
        _execute = execute;
        _aborted = context.RequestAborted;
    }

    public async Task RespondAsync(Fault? fault)
    {
        _request.FaultKind = fault?.Kind;
        switch (fault?.Kind)
        {
            case FaultKind.ResetBeforeRead:
                _context.Abort();
                return;
            case FaultKind.ResetAfterAccept:
                Execute(fault);
                _context.Abort();
                return;
            case FaultKind.CloseBeforeRead:
                await CloseAsync();
                return;
            case FaultKind.CloseAfterAccept:
                Execute(fault);
                await CloseAsync();
                return;
            case FaultKind.ForeignNotFound:
                _context.Response.ContentType = "text/plain; charset=utf-8";
                await SendAsync(Answer.Text(404, "404 page not found\n"));
                return;
            case FaultKind.CutHeader:
                await CutHeaderAsync(Execute(fault));
                return;
            case FaultKind.ProxyPage:
                await PageAsync(Pages.Proxy(fault.Status), fault.Status);
                return;
            case FaultKind.ProxyPageAfterAccept:
                Execute(fault);
                await PageAsync(Pages.Proxy(fault.Status), fault.Status);
                return;
            case FaultKind.TomcatPage:
                await PageAsync(Pages.Tomcat(fault.Status), fault.Status);
                return;
            case FaultKind.Answer or FaultKind.AnswerAfterAccept:
                if (fault.Kind == FaultKind.AnswerAfterAccept)
                    Execute(fault);
                if (fault.ContentType.Length > 0)
                    _context.Response.ContentType = fault.ContentType;
                foreach (var header in fault.Headers ?? new Dictionary<string, string>())
                    _context.Response.Headers[header.Key] = header.Value;
                await SendAsync(Answer.Text(fault.Status, fault.Body));
                return;
            case FaultKind.Redirect:
                _context.Response.Headers.Location = fault.Body;
                await SendAsync(Answer.Text(302, ""));
                return;
            case FaultKind.Skewed:
                await SendAsync(Answer.Text(403, "requestTimeTooSkewed"));
                return;
            case FaultKind.Stall when fault.AfterBytes == 0:
                await Task.Delay(fault.Delay, _aborted);
                break;
            case FaultKind.ResetMidBody or FaultKind.TruncateBody or FaultKind.SlowDrip or FaultKind.EndlessDrip or FaultKind.Stall:
                _context.Response.Body = new FaultyBody(_context.Response.Body, _context, fault);
                break;
        }

        Answer answer = Execute(fault);
        if (fault?.Kind == FaultKind.StallAfterAccept)
            await Task.Delay(fault.Delay, _aborted);
        await SendAsync(answer);
        if (fault?.Kind == FaultKind.TrailingGarbage)
            await _context.Response.Body.WriteAsync("xyz"u8.ToArray(), _aborted);
    }

    private Answer Execute(Fault? fault) => _execute(_request, fault?.Kind);

    private Task PageAsync(string html, int status)
    {
        _context.Response.ContentType = "text/html";
        return SendAsync(Answer.Text(status, html));
    }

    /// <summary>Past the web server, which would never send half a header.</summary>
    private async Task CutHeaderAsync(Answer answer)
    {
        _request.Status = answer.Status;
        if (_context.Features.Get<IConnectionTransportFeature>() is { } connection)
        {
            await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} Accepted\r\nDate: Mon, 23 No"), _aborted);
            await Task.Delay(BeforeReset, _aborted);
        }

        _context.Abort();
    }

    /// <summary>Past the web server, which would send an answer or a reset.</summary>
    private async Task CloseAsync()
    {
        if (_context.Features.Get<IConnectionTransportFeature>() is { } connection)
        {
            await connection.Transport.Output.CompleteAsync();
            await Task.Delay(BeforeReset, CancellationToken.None);
        }

        _context.Abort();
    }

    private async Task SendAsync(Answer answer)
    {
        _request.AnswerBegan = System.Diagnostics.Stopwatch.GetTimestamp();
        _request.Status = _context.Response.StatusCode = answer.Status;
        await answer.Write(_context.Response.Body, _aborted);
    }
}
