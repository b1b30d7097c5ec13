using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Newtonsoft.Json;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>A runspace with the module, and what to compare it with.</summary>
internal static class Bench
{
    public const string List = "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store ";

    /// <summary>What <see cref="List"/> asks for.</summary>
    public static string ListTarget => "/v1/database-backups/image-store?url=" + Uri.EscapeDataString("ssh://root:password@127.0.0.1:22/zstack_bs");

    public static PSCredential Admin => Credential(SandboxAccounts.Account, SandboxAccounts.Password);

    public static PSCredential Store => Credential(SandboxAccounts.StoreUser, SandboxAccounts.StorePassword);

    public static Runspace Open(params SandboxNode[] nodes)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([StagedModule.Path]);
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        runspace.SessionStateProxy.SetVariable("admin", Admin);
        runspace.SessionStateProxy.SetVariable("store", Store);
        foreach (SandboxNode node in nodes)
            Run(runspace, $"$null = Connect-ZStack {node.Url} -Credential $admin");
        return runspace;
    }

    public static TimeSpan Run(Runspace runspace, string script, int expected = 0)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        int count = 0;
        using var output = new PSDataCollection<PSObject>();
        output.DataAdding += (_, _) => count++;
        var watch = Stopwatch.StartNew();
        shell.Invoke(null, output);
        TimeSpan time = watch.Elapsed;
        if (shell.HadErrors || count != expected)
            throw new InvalidOperationException($"{count} objects instead of {expected}; {string.Join("; ", shell.Streams.Error.Select(e => e.ToString()))}");
        return time;
    }

    /// <summary>Reads every token of the same answer and does nothing with it.</summary>
    public static async Task<TimeSpan> DrainAsync(HttpClient http, SandboxNode node)
    {
        string session = await LogInAsync(http, node);
        var watch = Stopwatch.StartNew();
        await ReadAsync(http, node, session, ListTarget);
        return watch.Elapsed;
    }

    public static async Task ReadAsync(HttpClient http, SandboxNode node, string session, string target)
    {
        using HttpResponseMessage response = await AskAsync(http, node, session, target);
        using var text = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var json = new JsonTextReader(text);
        while (json.Read())
        {
            // The reading is what is measured.
        }
    }

    /// <summary>The answer, still arriving.</summary>
    public static Task<HttpResponseMessage> AskAsync(HttpClient http, SandboxNode node, string session, string target)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, node.Url + target);
        request.Headers.TryAddWithoutValidation("Authorization", "OAuth " + session);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static TimeSpan Median(Func<TimeSpan> measure, int times = 5) => Enumerable.Range(0, times).Select(_ => measure()).Order().ElementAt(times / 2);

    public static async Task<string> LogInAsync(HttpClient http, SandboxNode node)
    {
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData("password"u8));
        using var body = new StringContent("{\"logInByAccount\":{\"accountName\":\"admin\",\"password\":\"" + hash + "\"}}", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PutAsync(new Uri(node.Url + "/v1/accounts/login"), body);
        return Regex.Match(await answer.Content.ReadAsStringAsync(), "\"uuid\":\"(\\w+)\"").Groups[1].Value;
    }

    private static PSCredential Credential(string user, string password) => new(user, new System.Net.NetworkCredential("", password).SecurePassword);
}
