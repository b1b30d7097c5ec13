using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Benchmarks;

/// <summary>What users run, where they run it: fresh processes of the pinned PowerShell, against <c>Invoke-RestMethod</c> there.</summary>
/// <remarks>Long answers are made beforehand: the work of a simulated node on the same cores would count for both.</remarks>
internal static class ShellBenchmark
{
    private const int Count = 100_000;
    private const int Processes = 9;
    private const int Rounds = 11;

    // What is compiled as it runs is compiled for good by then.
    private const int WarmUps = 5;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var node = new CannedNode(await AnswerAsync());
        string list = $"Get-ZStackDatabaseBackup 127.0.0.1 -Credential {Secret(SandboxAccounts.StoreUser, SandboxAccounts.StorePassword)}";
        string ours = $"({list}).Count";
        string theirs = $"@((Invoke-RestMethod -Uri '{node.Url}{Bench.ListTarget}' -Headers @{{ Authorization = 'OAuth {CannedNode.Session}' }} -SkipHeaderValidation).infos).Count";
        string connect = $"Import-Module '{StagedModule.Path}'; $null = Connect-ZStack {node.Url} -SessionId {CannedNode.Session} -WarningAction Ignore";
        TimeSpan[] first = [Median(() => Measured(connect, ours)), Median(() => Measured("", theirs))];
        // As in a pipeline; who keeps hundred thousand objects pays for moving them, too, whatever made them.
        TimeSpan[] streamed = Warm(connect, $"{list} | Out-Null", theirs);
        TimeSpan[] kept = Warm(connect, ours, theirs);
        double times = streamed[1] / streamed[0];
        return
        [
            Row.Ratio($"In a fresh PowerShell, the first list of {Count:N0} / the first Invoke-RestMethod of the same answer (medians of {Processes})", first[0], first[1], 1),
            new Row($"In one PowerShell, warm: list of {Count:N0} into a pipeline, times faster than Invoke-RestMethod", FormattableString.Invariant($"{times:0.0}x ({streamed[0].TotalMilliseconds:0} ms / {streamed[1].TotalMilliseconds:0} ms)"), ">= 12.0x", times >= 12),
            new Row("The same with all objects kept in a variable (no budget)", FormattableString.Invariant($"{kept[1] / kept[0]:0.0}x ({kept[0].TotalMilliseconds:0} ms / {kept[1].TotalMilliseconds:0} ms)"), "", true),
            await FreshAsync(),
        ];
    }

    /// <summary>From the start of the process to its end: import, log in, list 25, format.</summary>
    private static async Task<Row> FreshAsync()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        string admin = Secret(SandboxAccounts.Account, SandboxAccounts.Password);
        string store = Secret(SandboxAccounts.StoreUser, SandboxAccounts.StorePassword);
        string ours = $"Import-Module '{StagedModule.Path}'; $null = Connect-ZStack {node.Url} -Credential {admin}; Get-ZStackDatabaseBackup 127.0.0.1 -Credential {store} | Format-Table";
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(SandboxAccounts.Password)));
        string theirs = $"$s = (Invoke-RestMethod {node.Url}/v1/accounts/login -Method Put -ContentType 'application/json' -Body '{{\"logInByAccount\":{{\"accountName\":\"{SandboxAccounts.Account}\",\"password\":\"{hash}\"}}}}').inventory.uuid; " +
            $"(Invoke-RestMethod '{node.Url}{Bench.ListTarget}' -Headers @{{ Authorization = \"OAuth $s\" }} -SkipHeaderValidation).infos | Format-Table created, size, name, id";
        // Once each unmeasured, for the node and the disk; then by turns, so that both meet the same machine.
        _ = (Whole(ours), Whole(theirs));
        (TimeSpan Ours, TimeSpan Theirs)[] rounds = [.. Enumerable.Range(0, Processes).Select(_ => (Whole(ours), Whole(theirs)))];
        TimeSpan[] times = [rounds.Select(round => round.Ours).Order().ElementAt(Processes / 2), rounds.Select(round => round.Theirs).Order().ElementAt(Processes / 2)];
        return Row.Ratio($"A fresh PowerShell that imports, connects, lists 25 and formats / with Invoke-RestMethod and Format-Table (medians of {Processes})", times[0], times[1], 1);
    }

    private static async Task<byte[]> AnswerAsync()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Backups = Count });
        using var http = new HttpClient();
        using HttpResponseMessage answer = await Bench.AskAsync(http, node, await Bench.LogInAsync(http, node), Bench.ListTarget);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>By turns, so that both meet the same machine; what one has left is not collected on the time of the other.</summary>
    private static TimeSpan[] Warm(string connect, string ours, string theirs)
    {
        string[] lines = Run($$"""
            {{connect}}
            1..{{WarmUps}} | ForEach-Object { $null = {{ours}}; $null = {{theirs}} }
            1..{{Rounds}} | ForEach-Object { [GC]::Collect(); (Measure-Command { {{ours}} }).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture); [GC]::Collect(); (Measure-Command { {{theirs}} }).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture) }
            """);
        return [.. lines.Select((line, i) => (Time: Milliseconds(line), Which: i % 2)).GroupBy(item => item.Which).Select(group => group.Select(item => item.Time).Order().ElementAt(Rounds / 2))];
    }

    private static TimeSpan Measured(string preparation, string script) => Milliseconds(Run($$"""
        {{preparation}}
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        if (({{script}}) -ne {{Count}}) { throw 'The list is not whole.' }
        $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
        """)[0]);

    private static TimeSpan Whole(string script)
    {
        var watch = Stopwatch.StartNew();
        string[] lines = Run(script);
        return lines.Length > 25 ? watch.Elapsed : throw new InvalidOperationException($"{lines.Length} lines instead of a table of 25 rows.");
    }

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture));

    private static TimeSpan Median(Func<TimeSpan> measure) => Bench.Median(measure, Processes);

    private static string Secret(string user, string password) => $"([pscredential]::new('{user}', [System.Net.NetworkCredential]::new('', '{password}').SecurePassword))";

    /// <summary>What a script prints in a PowerShell of its own.</summary>
    internal static string[] Run(string script)
    {
        ProcessStartInfo start = PinnedShell.Start("-NoProfile", "-NonInteractive", "-Command", "$ErrorActionPreference = 'Stop'; " + script);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process shell = Process.Start(start)!;
        shell.StandardInput.Close();
        Task<string> errors = shell.StandardError.ReadToEndAsync();
        string[] lines = shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        shell.WaitForExit();
        return shell.ExitCode == 0 ? lines : throw new InvalidOperationException($"PowerShell ended with {shell.ExitCode}: {errors.Result}");
    }
}
