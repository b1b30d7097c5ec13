using System;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox;

/// <summary>GetDatabaseBackupFromImageStore: ZSTACK-API sections 3.1 and 9.</summary>
internal sealed partial class ImageStoreApi
{
    private const int RegistryPort = 8000;

    private readonly SandboxNode _node;

    public ImageStoreApi(SandboxNode node) => _node = node;

    public Answer? Answer(Call call)
    {
        if (call.Request.Path != "/v1/database-backups/image-store" || !_node.Options.HasBackupApi)
            return null;
        if (_node.Gate.Refuse(call) is { } refusal)
            return refusal;
        // The query of one record answers in its place.
        if (!_node.Options.HasImageStoreApi)
            return Sandbox.Answer.Json(new JsonObject { ["inventories"] = new JsonArray(), ["schema"] = new JsonObject() });
        call.AllowQuery("url", "registryPort", "systemTags", "userTags");
        return Scan(call);
    }

    private Answer Scan(Call call)
    {
        string? url = call.Query("url");
        if (string.IsNullOrEmpty(url))
            return Sandbox.Answer.Error("SYS.1007", "One or more API argument is invalid", "field[url] of message is mandatory, can not be null or empty");
        int registry = RegistryPort;
        if (call.Query("registryPort") is { } text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
                return Sandbox.Answer.Text(500, $"For input string: \"{text}\"");
            registry = (int)number;
        }

        Match parts = StoreUrl().Match(url);
        if (!parts.Success)
            return Sandbox.Answer.Error("SYS.1006", "An operation failed", $"illegal url[{url}], correct example is ssh://username:password@hostname[:sshPort]/path");
        string user = Uri.UnescapeDataString(parts.Groups["user"].Value);
        string password = Uri.UnescapeDataString(parts.Groups["password"].Value);
        string host = parts.Groups["host"].Value;
        string port = parts.Groups["port"].Success ? parts.Groups["port"].Value : "22";
        if (user != SandboxAccounts.StoreUser || password != SandboxAccounts.StorePassword || host is not (SandboxAccounts.StoreHost or SandboxAccounts.SecondStoreHost) || port != "22" || registry != RegistryPort)
            return Failed(url, registry, registry == RegistryPort ? "Permission denied, please try again." : "connection refused");
        var data = new ImageStoreData(_node.Options, _node.Clock);
        return Sandbox.Answer.Streamed(async (body, token) =>
        {
            await Task.Delay(_node.Options.ScanTime, token);
            await data.WriteAsync(body, token);
        });
    }

    /// <summary>The node reports the whole command line, with the password in it.</summary>
    private static Answer Failed(string url, int registry, string reason)
    {
        string words = $"failed to execute shell command: zstack-ctl scan_database_backup --backup-storage-url '{url}' --registry-port {registry}\nreturn code: 1\nstderr: {reason}\nstdout: ";
        return Sandbox.Answer.Error("SYS.1000", "An internal error happened in system", words, Sandbox.Answer.ErrorCode("SYS.1000", "An internal error happened in system", reason));
    }

    // java.net.URI's idea of such a URL: nothing raw that needs encoding, no underscore in the host.
    [GeneratedRegex(@"^ssh://(?<user>(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+):(?<password>(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})+)@(?<host>[A-Za-z0-9.-]+)(?::(?<port>\d{1,5}))?/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+$", RegexOptions.CultureInvariant)]
    private static partial Regex StoreUrl();
}
