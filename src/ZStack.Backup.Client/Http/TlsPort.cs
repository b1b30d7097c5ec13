using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Client.Http;

/// <summary>Finds out whether a port that does not answer plain http speaks TLS. Nothing but the greeting of TLS is sent.</summary>
internal static class TlsPort
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static async Task<bool> AnswersAsync(Uri url, CancellationToken cancellation)
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
                return true;
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException or InvalidOperationException)
            {
                cancellation.ThrowIfCancellationRequested();
                return false;
            }
        }
    }
}
