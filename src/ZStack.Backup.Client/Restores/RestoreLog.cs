using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Restores;

/// <summary>Reads the node's log while it restores, in the background. An extra: without it the restore is followed all the same.</summary>
internal sealed class RestoreLog : IDisposable
{
    // Nobody reads longer lines, and a terminal cannot show them.
    private const int MaxLine = 4096;

    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(100);

    private readonly ZStackSession _session;
    private readonly Redactor _redactor;
    private readonly RestorePace _pace;
    private readonly IProgress<ClientEvent>? _events;
    private readonly CancellationTokenSource _stop;
    private Task? _reading;

    public RestoreLog(ZStackSession session, Redactor redactor, RestorePace pace, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        _session = session;
        _redactor = redactor;
        _pace = pace;
        _events = events;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Begins, once.</summary>
    /// <param name="port">0 or <c>null</c>: the node offers no log.</param>
    public void Start(long? port)
    {
        if (_reading is not null)
            return;
        if (port is > 0 and <= 65535)
        {
            CancellationToken stopping = _stop.Token;
            _reading = Task.Run(() => ReadAsync((int)port, stopping), CancellationToken.None);
            return;
        }

        _reading = Task.CompletedTask;
        Absent(Reason.Of(ReasonKind.NoLogPort));
    }

    /// <summary>Lets the log come to its end by itself, for a moment.</summary>
    public Task EndAsync() => Task.WhenAny(_reading ?? Task.CompletedTask, Task.Delay(_pace.LogEnds));

    public void Dispose()
    {
        _stop.Cancel();
        if (_reading is not null)
            _ = Blocking.Finished(_reading, FarewellTime);
        _stop.Dispose();
    }

    private async Task ReadAsync(int port, CancellationToken stopping)
    {
        bool isOpen = false;
        try
        {
            using WebSocketReader reader = await OpenAsync(port, stopping).ConfigureAwait(false);
            isOpen = true;
            while (await reader.ReadAsync(stopping).ConfigureAwait(false) is { } message)
                Tell(message);
            Ended(Reason.Of(ReasonKind.LogClosed));
        }
        catch (ZStackException e)
        {
            object reason = e.Why is { } why && e.Kind != ZStackErrorKind.CertificateNotTrusted ? Reason.Of(ReasonKind.Failure, e.Statement["server"] ?? e.Kind, why) : e.Kind.ToString();
            if (isOpen)
                Ended(reason);
            else
                Absent(reason);
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
        }
    }

    /// <summary>As the session first, then the other way: the log goes by the node's web interface, which may differ from the API.</summary>
    private async Task<WebSocketReader> OpenAsync(int port, CancellationToken stopping)
    {
        ConnectionSettings settings = _session.Settings;
        bool isEncrypted = _session.Address.IsEncrypted;
        // In the clear only where the user has already accepted that somebody may listen in.
        bool mayBePlain = !isEncrypted || settings.SkipCertificateCheck;
        ZStackException? failure = null;
        foreach (bool encrypted in new[] { isEncrypted, !isEncrypted })
        {
            if (!encrypted && !mayBePlain)
                continue;
            try
            {
                WebSocketReader reader = await WebSocketReader.ConnectAsync(_session.Address.Host, port, encrypted, new CertificatePolicy(settings), _pace.LogOpens, stopping).ConfigureAwait(false);
                _events?.Report(new ClientEvent(ClientEventKind.RestoreLogOpened, _session.Server, $"{(encrypted ? "wss" : "ws")}://{_session.Address.Host}:{port}/"));
                return reader;
            }
            catch (ZStackException e)
            {
                // A certificate that is refused says more than a failed guess at the scheme.
                failure = failure is null || e.Kind == ZStackErrorKind.CertificateNotTrusted ? e : failure;
            }
        }

        throw failure!;
    }

    private void Tell(string message)
    {
        foreach (string line in Lines(message))
            _events?.Report(new ClientEvent(ClientEventKind.RestoreLogLine, _session.Server, line));
    }

    private IEnumerable<string> Lines(string message)
    {
        foreach (string line in message.Split('\n'))
        {
            string clean = _redactor.Clean(line).TrimEnd();
            if (clean.Length > 0)
                yield return clean.Length <= MaxLine ? clean : clean.Substring(0, MaxLine) + "...";
        }
    }

    private void Absent(object reason) => _events?.Report(new ClientEvent(ClientEventKind.RestoreLogAbsent, _session.Server, reason));

    private void Ended(object reason) => _events?.Report(new ClientEvent(ClientEventKind.RestoreLogEnded, _session.Server, reason));
}
