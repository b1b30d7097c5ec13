using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Http;

/// <summary>Sends requests to one node and tells an answer of the API from everything else that may answer.</summary>
internal sealed class Transport : IDisposable
{
    private readonly HttpClient _http;
    private readonly CertificatePolicy _certificates;
    private readonly Uri _url;
    private volatile bool _hasAnswered;

    public Transport(ConnectionSettings settings)
    {
        Settings = settings;
        _url = new Uri(settings.Address.Url);
        _certificates = new CertificatePolicy(settings);
        _http = new HttpClient(Handler(settings, _certificates, DecompressionMethods.GZip | DecompressionMethods.Deflate)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public ConnectionSettings Settings { get; }

    public string Server => Settings.Address.Name;

    /// <summary>Sends the request and returns the answer of the API, its body still to be read.</summary>
    /// <remarks>Reads are repeated after an outage. Anything but a 2xx of the API comes as exception.</remarks>
    /// <exception cref="ZStackException">Of every kind that has to do with the connection or the server's words.</exception>
    public async Task<ApiResponse> SendAsync(ApiRequest request, Func<Authorization>? authorize, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            ZStackException outage;
            TimeSpan? wait = null;
            try
            {
                ApiResponse response = await SendOnceAsync(request, authorize?.Invoke(), redactor, events, cancellation).ConfigureAwait(false);
                bool keep = false;
                try
                {
                    if (response.Status is >= 200 and < 300)
                    {
                        keep = true;
                        return response;
                    }

                    wait = response.RetryAfter;
                    outage = Through(await ErrorResponseReader.ReadAsync(response, Settings.Address, request, redactor).ConfigureAwait(false), _url);
                }
                finally
                {
                    if (!keep)
                        response.Dispose();
                }
            }
            catch (ZStackException e) when (e.Kind == ZStackErrorKind.Unreachable)
            {
                outage = e;
            }

            if (outage.Kind != ZStackErrorKind.Unreachable)
                throw outage;
            if (outage.IsFor(ReasonKind.WantsTls) || !request.RetriesOutage || attempt > RetryPolicy.Retries)
                throw new ZStackException(ZStackErrorKind.Unreachable, outage.InnerException, Server, outage.Why!, attempt) { NothingWasSent = outage.NothingWasSent, Through = outage.Through };
            TimeSpan pause = RetryPolicy.Pause(attempt, wait);
            events?.Report(new ClientEvent(ClientEventKind.Retrying, Server, outage.Why!, pause.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture), attempt + 1));
            await Settings.Clock.PauseAsync(pause, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The rules of one connection; nothing of them is process-wide.</summary>
    public static HttpClientHandler Handler(ConnectionSettings settings, CertificatePolicy certificates, DecompressionMethods decompression)
    {
        var handler = new HttpClientHandler
        {
            // A redirected PUT can become a GET, and a GET on an action's path is executed.
            AllowAutoRedirect = false,
            // The server opens a servlet session per request; nothing of it is of use.
            UseCookies = false,
            AutomaticDecompression = decompression,
            // On .NET Framework this goes to the ServicePoint, which every client of the process shares for this one server.
            MaxConnectionsPerServer = 256,
            SslProtocols = Platform.Tls,
            ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => certificates.Accepts(certificate, errors),
        };
        handler.UseProxy = !settings.NoProxy;
        if (!settings.NoProxy)
            handler.Proxy = settings.Proxies;
        return handler;
    }

    /// <summary>Tells which proxy a request takes, and why.</summary>
    public static void ReportProxy(ConnectionSettings settings, Uri url, IProgress<ClientEvent>? events)
    {
        if (settings.ProxyFor(url) is { } proxy)
            events?.Report(new ClientEvent(ClientEventKind.ProxyUsed, url.Authority, proxy.Name, proxy.Source));
    }

    /// <summary>A failure that may be the proxy's names it; what the node itself says is the node's.</summary>
    private ZStackException Through(ZStackException failure, Uri url)
    {
        if (failure is not ZStackApiException && Settings.ProxyFor(url) is { } proxy)
            failure.Through = Reason.Of(ReasonKind.WentThroughProxy, proxy.Name, proxy.Source);
        return failure;
    }

    private async Task<ApiResponse> SendOnceAsync(ApiRequest request, Authorization? authorization, Redactor redactor, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        using HttpRequestMessage message = Compose(request, authorization);
        TimeSpan timeout = request.Timeout ?? Settings.Timeout;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        ReportProxy(Settings, _url, events);
        events?.Report(new ClientEvent(ClientEventKind.RequestSent, () => [request.Method.Method, Settings.Address.Url + request.Shown(redactor)]));
        var clock = Stopwatch.StartNew();
        try
        {
            HttpResponseMessage answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            _hasAnswered = true;
            (int status, long elapsed) = ((int)answer.StatusCode, clock.ElapsedMilliseconds);
            events?.Report(new ClientEvent(ClientEventKind.ResponseReceived, () => [status, elapsed, redactor.Clean(request.Path)]));
            Stream body = await answer.Content.ReadAsStreamAsync().ConfigureAwait(false);
            return ApiResponse.Of(answer, body, Server, timeout, clock, cancellation);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw Through(new ZStackException(ZStackErrorKind.Timeout, Server, timeout.TotalSeconds, Reason.Of(ReasonKind.AnAnswer)), _url);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            if (_certificates.Explain(Server, e) is { } refused)
                throw refused;
            bool nothingWasSent = IsWithoutConnection(e);
            bool wantsTls = !nothingWasSent && !_hasAnswered && !Settings.Address.IsEncrypted && Settings.ProxyFor(_url) is null
                && await TlsPort.AnswersAsync(_url, cancellation).ConfigureAwait(false);
            throw new ZStackException(ZStackErrorKind.Unreachable, e, Server, wantsTls ? Reason.Of(ReasonKind.WantsTls) : Why(Settings, _url, e, redactor), 1) { NothingWasSent = nothingWasSent };
        }
    }

    private HttpRequestMessage Compose(ApiRequest request, Authorization? authorization)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(Settings.Address.Url + request.Target));
        message.Headers.ExpectContinue = false;
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", "ZStack.Backup/" + typeof(Transport).Assembly.GetName().Version);
        if (authorization is not null)
            message.Headers.TryAddWithoutValidation("Authorization", authorization.Value);
        if (authorization?.Date is not null)
            message.Headers.TryAddWithoutValidation("Date", authorization.Date);
        if (request.JobId is not null)
            message.Headers.TryAddWithoutValidation("X-Job-UUID", request.JobId);
        // The charset must be said: without it the server reads ISO-8859-1.
        if (request.Body is not null)
            message.Content = new StringContent(request.Body, Encoding.UTF8, "application/json");
        // A request without content is repeated by the HTTP stack itself when the connection closes without an answer.
        else if (request.Method != HttpMethod.Get)
            message.Content = new ByteArrayContent([]);
        return message;
    }

    /// <summary>Fails before there was a connection; what else can go wrong leaves it open whether the request arrived.</summary>
    private static bool IsWithoutConnection(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TryAgain or SocketError.NoData })
                return true;
        }

        return false;
    }

    /// <summary>Why a connection failed: the words of the system, with what they do not say.</summary>
    public static object Why(ConnectionSettings settings, Uri url, Exception failure, Redactor redactor)
    {
        Exception deepest = failure;
        bool isTls = false;
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            isTls |= e is AuthenticationException;
            deepest = e;
        }

        string words = redactor.Clean(deepest.Message.TrimEnd('.'));
        // Certificates have an error of their own; what is left is mostly a port that does not know TLS.
        return isTls && url.Scheme == Uri.UriSchemeHttps ? Reason.Of(ReasonKind.NoTls, words)
            : settings.ProxyFor(url) is { } proxy ? Reason.Of(ReasonKind.ThroughProxy, proxy.Name, proxy.Source, words)
            : words;
    }
}
