using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ZStack.Backup.Module.Tests;

/// <summary>Certificates of an authority that nobody trusts, made for one test.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test Authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-500), DateTimeOffset.UtcNow.AddDays(500));
    }

    public X509Certificate2 Make(string kind)
    {
        (DateTimeOffset from, DateTimeOffset to) = kind == "expired"
            ? (DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(-35))
            : (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN=zstack {kind}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (kind == "wrong host")
            names.AddDnsName("elsewhere.example");
        else
            names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        if (kind == "self-signed")
            return request.CreateSelfSigned(from, to);
        using X509Certificate2 bare = request.Create(_authority, from, to, [1, 2, 3, 4]);
        return bare.CopyWithPrivateKey(key);
    }

    public void Dispose() => _authority.Dispose();
}
