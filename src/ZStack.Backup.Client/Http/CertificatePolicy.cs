using System;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Http;

/// <summary>Which server certificate one session accepts, and what to say about one it does not.</summary>
internal sealed class CertificatePolicy
{
    private readonly ConnectionSettings _settings;
    private volatile Rejection? _rejected;

    public CertificatePolicy(ConnectionSettings settings) => _settings = settings;

    public bool Accepts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        // A pin is the stricter of the two, and so it is what was meant.
        if (_settings.SkipCertificateCheck && _settings.CertificateThumbprint is null)
            return true;
        string thumbprint = certificate is null ? "" : Thumbprint(certificate);
        bool accepted = _settings.CertificateThumbprint is { } pinned ? pinned == thumbprint : errors == SslPolicyErrors.None;
        if (!accepted)
            _rejected = new Rejection(certificate, thumbprint, _settings.CertificateThumbprint is null ? errors.ToString() : Reason.Of(ReasonKind.NotThePinnedCertificate));
        return accepted;
    }

    /// <summary>The error to report when a connection failed, if it failed because of this policy.</summary>
    public ZStackException? Explain(string server, Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is System.Security.Authentication.AuthenticationException && _rejected is { } rejected)
            {
                return new ZStackException(
                    ZStackErrorKind.CertificateNotTrusted,
                    server,
                    Redactor.Patterns.Clean(rejected.Certificate?.Subject),
                    Redactor.Patterns.Clean(rejected.Certificate?.Issuer),
                    rejected.ValidFrom,
                    rejected.ValidTo,
                    rejected.Thumbprint,
                    rejected.Why);
            }
        }

        return null;
    }

    private static string Thumbprint(X509Certificate certificate)
    {
        using var sha = SHA256.Create();
        return Secret.Hex(sha.ComputeHash(certificate.GetRawCertData())).ToUpper(CultureInfo.InvariantCulture);
    }

    private sealed class Rejection
    {
        public Rejection(X509Certificate? certificate, string thumbprint, object reason)
        {
            // A copy: the handler disposes the one it shows.
            Certificate = certificate is null ? null : new X509Certificate2(certificate.GetRawCertData());
            Thumbprint = thumbprint;
            Why = reason;
        }

        public X509Certificate2? Certificate { get; }

        public string ValidFrom => Time(Certificate?.NotBefore);

        public string ValidTo => Time(Certificate?.NotAfter);

        public string Thumbprint { get; }

        public object Why { get; }

        // Not in the words of the user's culture: certificates are compared across a desk.
        private static string Time(DateTime? local) => local?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "";
    }
}
