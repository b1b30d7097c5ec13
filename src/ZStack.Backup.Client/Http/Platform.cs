using System;
using System.Runtime.InteropServices;
using System.Security.Authentication;

namespace ZStack.Backup.Client.Http;

/// <summary>What .NET Framework, the home of Windows PowerShell 5.1, does differently.</summary>
internal static class Platform
{
    /// <summary>Its response streams look at a token only before a read begins.</summary>
    public static bool StreamsIgnoreTokens { get; } = IsNetFramework(RuntimeInformation.FrameworkDescription);

    /// <summary>What to offer a server: there at least TLS 1.2, because its own default is that of the process and may end at 1.0.</summary>
    public static SslProtocols Tls { get; } = TlsOf(RuntimeInformation.FrameworkDescription);

    internal static bool IsNetFramework(string description) => description.StartsWith(".NET Framework", StringComparison.Ordinal);

    internal static SslProtocols TlsOf(string description) => IsNetFramework(description) ? SslProtocols.Tls12 : SslProtocols.None;
}
