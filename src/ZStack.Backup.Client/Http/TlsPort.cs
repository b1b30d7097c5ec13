using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Http;

/// <summary>Finds out whether a port speaks TLS, and until when its certificate is good. Nothing but the greeting of TLS is sent.</summary>
internal static class TlsPort
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static async Task<bool> AnswersAsync(Uri url, CancellationToken cancellation) => (await GreetAsync(url, cancellation).ConfigureAwait(false)).Answers;

    /// <summary>When the certificate of a port ends, whoever trusts it.</summary>
    /// <returns><c>null</c> when the port does not say within two seconds, or cannot be reached without a proxy.</returns>
    public static async Task<DateTimeOffset?> ExpiryAsync(Uri url, CancellationToken cancellation) => (await GreetAsync(url, cancellation).ConfigureAwait(false)).Ends;

    private static async Task<(bool Answers, DateTimeOffset? Ends)> GreetAsync(Uri url, CancellationToken cancellation)
    {
        using var socket = new TcpClient();
        // The way of .NET Framework to end what takes no token.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Limit);
        using (deadline.Token.Register(socket.Close))
        {
            try
            {
                await socket.ConnectAsync(url.DnsSafeHost, url.Port).ConfigureAwait(false);
#pragma warning disable CA5359 // Whose certificate it is does not matter: nothing is said behind the greeting.
                using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
                await tls.AuthenticateAsClientAsync(url.DnsSafeHost, null, Platform.Tls, false).ConfigureAwait(false);
                // A copy: the stream takes its own along.
                using X509Certificate2? certificate = tls.RemoteCertificate is { } shown ? new X509Certificate2(shown.GetRawCertData()) : null;
                return (true, certificate is null ? null : new DateTimeOffset(certificate.NotAfter));
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException or InvalidOperationException)
            {
                cancellation.ThrowIfCancellationRequested();
                return (false, null);
            }
        }
    }
}
