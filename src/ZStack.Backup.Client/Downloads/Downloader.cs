using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Downloads;

/// <summary>Downloads a file from an export URL and goes on where a cut has left it.</summary>
/// <remarks>The storage's host gets no proof of a session: an export needs none, and it is another host. Source: docs/zstack-api.md section 10.</remarks>
internal sealed class Downloader : IDisposable
{
    /// <summary>Tries in a row that bring nothing.</summary>
    private const int FruitlessTries = 5;

    private const int BufferSize = 256 * 1024;

    private readonly HttpClient _http;
    private readonly ConnectionSettings _settings;
    private readonly CertificatePolicy _certificates;
    private readonly TimeSpan _idle;
    private readonly IProgress<ClientEvent>? _events;

    /// <param name="settings">Whose rules for certificates and proxies hold here too.</param>
    /// <param name="idle">The longest silence.</param>
    public Downloader(ConnectionSettings settings, TimeSpan idle, IProgress<ClientEvent>? events)
    {
        _settings = settings;
        _certificates = new CertificatePolicy(settings);
        _http = new HttpClient(Transport.Handler(settings, _certificates, DecompressionMethods.None)) { Timeout = Timeout.InfiniteTimeSpan };
        _idle = idle;
        _events = events;
    }

    /// <summary>Appends to the partial file until it holds the whole remote one.</summary>
    /// <param name="md5">What the record says; tells a changed file from the one that was begun.</param>
    /// <exception cref="ZStackException">IncompleteDownload, Timeout, NoSpace, FileNotWritable, CertificateNotTrusted.</exception>
    public async Task FetchAsync(Uri url, PartialFile file, string? md5, CancellationToken cancellation)
    {
        var meter = new ProgressMeter(_events, ProgressActivity.Download, Path.GetFileName(file.FinalPath), null);
        for (int fruitless = 0; ; fruitless++)
        {
            long before = file.Length;
            ZStackException failure;
            try
            {
                if (await FetchOnceAsync(url, file, md5, meter, cancellation).ConfigureAwait(false))
                    return;
                failure = Incomplete(url, file, Reason.Of(ReasonKind.EndedEarly));
            }
            catch (ZStackException e) when (e.Kind is ZStackErrorKind.Unreachable or ZStackErrorKind.Timeout or ZStackErrorKind.InvalidResponse)
            {
                failure = e.Kind == ZStackErrorKind.Timeout ? e : Incomplete(url, file, e.Why!, e);
            }

            if (file.Length > before)
                fruitless = 0;
            if (fruitless + 1 >= FruitlessTries)
                throw failure;
            TimeSpan pause = RetryPolicy.Pause(fruitless + 1, null);
            _events?.Report(new ClientEvent(ClientEventKind.Retrying, url.Authority, failure.Statement["reason"] ?? failure.Statement["awaited"]!, pause.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture), fruitless + 2));
            await _settings.Clock.PauseAsync(pause, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <returns>True when the file is whole.</returns>
    private async Task<bool> FetchOnceAsync(Uri url, PartialFile file, string? md5, ProgressMeter meter, CancellationToken cancellation)
    {
        // Without anything that tells versions apart, only the record's hash could find a mixture, and only in the end.
        if (file.Length > 0 && (file.Remote is null || (file.Remote.Validator ?? file.Remote.Md5) is null))
            file.Restart();
        using HttpResponseMessage answer = await AskAsync(url, file, cancellation).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && file.Length > 0)
        {
            if (answer.Content.Headers.ContentRange?.Length == file.Length && file.Remote?.Length == file.Length)
                return true;
            file.Restart();
            return false;
        }

        if (!answer.IsSuccessStatusCode)
            throw Refused(url, file, answer);
        RemoteFile remote = RemoteFile.Of(answer, md5);
        bool goesOn = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == file.Length && file.Remote?.IsSameAs(remote) == true;
        if (answer.StatusCode == HttpStatusCode.PartialContent && !goesOn)
        {
            file.Restart();
            return false;
        }

        if (!goesOn)
        {
            file.Restart();
            file.Begin(remote);
        }

        if (remote.Length - file.Length > file.FreeSpace())
            throw new ZStackException(ZStackErrorKind.NoSpace, file.FinalPath, remote.Length!, file.FreeSpace() ?? 0);
        await CopyAsync(answer, url, file, meter.From(file.Length, remote.Length), cancellation).ConfigureAwait(false);
        return remote.Length is not { } whole || file.Length == whole;
    }

    private async Task<HttpResponseMessage> AskAsync(Uri url, PartialFile file, CancellationToken cancellation)
    {
        Transport.ReportProxy(_settings, url, _events);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
            if (file.Remote?.Validator is { } validator)
                request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_idle);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new ZStackException(ZStackErrorKind.Timeout, url.Authority, _idle.TotalSeconds, Reason.Of(ReasonKind.TheBackup));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw _certificates.Explain(url.Authority, e) ?? new ZStackException(ZStackErrorKind.Unreachable, e, url.Authority, Transport.Why(_settings, url, e, Redactor.Patterns), 1);
        }
    }

    /// <summary>While one buffer is written and hashed, the next one is read.</summary>
    private async Task CopyAsync(HttpResponseMessage answer, Uri url, PartialFile file, ProgressMeter meter, CancellationToken cancellation)
    {
        using var body = new ResponseStream(await answer.Content.ReadAsStreamAsync().ConfigureAwait(false), url.Authority, _idle, cancellation);
        byte[] next = new byte[BufferSize];
        byte[] current = new byte[BufferSize];
        Task writing = Task.CompletedTask;
        try
        {
            while (true)
            {
                int read = await FillAsync(body, next).ConfigureAwait(false);
                await writing.ConfigureAwait(false);
                meter.Report(file.Length);
                if (read == 0)
                    return;
                (current, next) = (next, current);
                byte[] full = current;
                writing = Task.Run(() => file.Append(full, read), CancellationToken.None);
            }
        }
        finally
        {
            // What was read belongs to the file, also when the connection broke behind it.
            await writing.ConfigureAwait(false);
        }
    }

    private static async Task<int> FillAsync(ResponseStream body, byte[] buffer) =>
        await body.ReadAsync(buffer, 0, buffer.Length, CancellationToken.None).ConfigureAwait(false);

    private static ZStackException Refused(Uri url, PartialFile file, HttpResponseMessage answer)
    {
        string words = "HTTP " + ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        return (int)answer.StatusCode switch
        {
            502 or 503 or 504 or 408 or 429 => new ZStackException(ZStackErrorKind.Unreachable, url.Authority, words, 1),
            404 or 410 => Incomplete(url, file, Reason.Of(ReasonKind.NoSuchExport)),
            _ => Incomplete(url, file, words),
        };
    }

    private static ZStackException Incomplete(Uri url, PartialFile file, object reason, Exception? inner = null) =>
        new(ZStackErrorKind.IncompleteDownload, inner, url.Authority, file.Length, file.Path, reason);
}
