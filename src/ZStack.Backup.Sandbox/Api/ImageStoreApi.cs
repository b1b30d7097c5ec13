using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Node;
using ZStack.Backup.Sandbox.State;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Api;

/// <summary>GetDatabaseBackupFromImageStore: docs/zstack-api.md sections 3.1 and 9.</summary>
internal sealed class ImageStoreApi
{
    private const int RegistryPort = 8000;

    private readonly NodeContext _node;

    public ImageStoreApi(NodeContext node) => _node = node;

    public Answer? Handle(Call call)
    {
        if (call.Request.Path != "/v1/database-backups/image-store" || !_node.Options.HasBackupApi)
            return null;
        if (_node.Gate.Refuse(call) is { } refusal)
            return refusal;
        // The query of one record answers in its place.
        if (!_node.Options.HasImageStoreApi)
            return Answer.Json(new JsonObject { ["inventories"] = new JsonArray(), ["schema"] = new JsonObject() });
        call.AllowQuery("url", "registryPort", "systemTags", "userTags");
        return Scan(call);
    }

    private Answer Scan(Call call)
    {
        string? url = call.Query("url");
        if (string.IsNullOrEmpty(url))
            return Answer.Error("SYS.1007", "One or more API argument is invalid", "field[url] of message is mandatory, can not be null or empty");
        int registry = RegistryPort;
        if (call.Query("registryPort") is { } text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
                return Answer.Text(500, $"For input string: \"{text}\"");
            registry = (int)number;
        }

        if (StoreUrl.Parse(url) is not { } store)
            return Answer.Error("SYS.1006", "An operation failed", _node.ErrorTexts.IllegalUrl(url));
        if (!store.IsRight || registry != RegistryPort)
            return Failed(url, registry, registry == RegistryPort ? "Permission denied, please try again." : "connection refused");
        var data = new ImageStoreData(_node.Options, _node.Clock, _node.Data.On(store.Host), _node.Dumps);
        return Answer.Streamed(async (body, token) =>
        {
            await Task.Delay(_node.Options.ScanTime, token);
            await data.WriteAsync(body, token);
        });
    }

    /// <summary>The node reports the whole command line, with the password in it.</summary>
    private static Answer Failed(string url, int registry, string reason)
    {
        string words = $"failed to execute shell command: zstack-ctl scan_database_backup --backup-storage-url '{url}' --registry-port {registry}\nreturn code: 1\nstderr: {reason}\nstdout: ";
        return Answer.Error("SYS.1000", "An internal error happened in system", words, Answer.ErrorCode("SYS.1000", "An internal error happened in system", reason));
    }
}
