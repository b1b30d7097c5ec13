using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ZStack.Backup.Sandbox.Node;

/// <summary>The self-signed certificate of a node that speaks TLS.</summary>
internal static class NodeCertificate
{
    public static X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=zstack-sandbox", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
