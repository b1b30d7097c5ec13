using System;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Sandbox.State;

/// <summary>The address of an image store as the node reads it: docs/zstack-api.md section 9.1.</summary>
internal sealed partial record StoreUrl(string User, string Password, string Host, string Port)
{
    /// <summary>One of the two stores, with the right user and password.</summary>
    public bool IsRight =>
        User == SandboxAccounts.StoreUser && Password == SandboxAccounts.StorePassword && Host is (SandboxAccounts.StoreHost or SandboxAccounts.SecondStoreHost) && Port == "22";

    /// <returns><c>null</c> when it is none.</returns>
    public static StoreUrl? Parse(string url)
    {
        Match parts = Pattern().Match(url);
        return parts.Success
            ? new StoreUrl(Uri.UnescapeDataString(parts.Groups["user"].Value), Uri.UnescapeDataString(parts.Groups["password"].Value), parts.Groups["host"].Value, parts.Groups["port"].Success ? parts.Groups["port"].Value : "22")
            : null;
    }

    // java.net.URI's idea of such a URL: nothing raw that needs encoding, no underscore in the host.
    [GeneratedRegex(@"^ssh://(?<user>(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+):(?<password>(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})+)@(?<host>[A-Za-z0-9.-]+)(?::(?<port>\d{1,5}))?/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
