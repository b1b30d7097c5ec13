using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Plants a canary wherever a secret goes, and looks for it wherever anything comes out.</summary>
public sealed class SecretTests
{
    // With characters that have to be encoded, so that encoded forms are looked for as well.
    private const string Canary = "c@nary/Tw33t%21$x";
    private const string CanarySessionId = "5ec2e7ca4a2100005ec2e7ca4a210000";

    private static readonly string[] Forms =
    [
        Canary, Uri.EscapeDataString(Canary), Uri.EscapeDataString(Uri.EscapeDataString(Canary)), "Tw33t", CanarySessionId,
        Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(Canary))),
    ];

    public static TheoryData<FaultKind, int, string> Failures => new()
    {
        { FaultKind.Answer, 200, "{}" },
        { FaultKind.Answer, 200, "<html><head><title>ECHO</title></head></html>" },
        { FaultKind.Answer, 200, "{\"infos\":[{\"id\":\"1\",\"name\":\"ECHO" },
        { FaultKind.Answer, 400, "ECHO" },
        { FaultKind.Answer, 401, "ECHO" },
        { FaultKind.Answer, 403, "ECHO" },
        { FaultKind.Answer, 403, "requestTimeTooSkewed" },
        { FaultKind.Answer, 404, "no api mapping to ECHO" },
        { FaultKind.Answer, 500, "ECHO" },
        { FaultKind.Answer, 503, """{"error":{"code":"SYS.1000","description":"ECHO","details":"ssh://root:ECHO@host/x --password=ECHO","elaboration":"ECHO","cause":{"code":"SYS.1","details":"ECHO"}}}""" },
        { FaultKind.Answer, 503, """{"error":{"code":"ID.1001","details":"ECHO"}}""" },
        { FaultKind.ProxyPage, 502, "" },
        { FaultKind.ResetBeforeRead, 0, "" },
        { FaultKind.Redirect, 302, "https://elsewhere.example/?ECHO" },
        { FaultKind.Stall, 0, "" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task No_stream_and_no_object_holds_a_secret(FaultKind kind, int status, string body)
    {
        await using Shell shell = await Shell.StartAsync();
        SandboxNode node = shell.Node;
        shell.Set("canary", Shell.Credential("admin", Canary));
        shell.Set("secret", Shell.Credential("x", Canary).Password);
        shell.Set("id", CanarySessionId);
        shell.Set("url", "ssh://root:" + Uri.EscapeDataString(Canary) + "@10.0.0.9/zstack_bs");
        shell.Set("broken", "ssh://root:" + Uri.EscapeDataString(Canary) + "@[::1]/zstack_bs");
        // Only silence is to time out; a busy machine takes its seconds too, and may need a second try where one second is all there is.
        shell.Set("patience", kind == FaultKind.Stall ? 1 : 60);
        await Eventually.True(() => shell.Run("$VerbosePreference = $DebugPreference = 'Continue'; $s = Connect-ZStack $node -Credential $admin -TimeoutSec $patience") is { Terminating: null, Errors.Count: 0 });
        // A node can only give back what it was told, so each script has its echo.
        (string Script, string Echo)[] scripts =
        [
            ("Connect-ZStack $node -Credential $canary -TimeoutSec $patience", Canary),
            ("Connect-ZStack $node -Credential $canary -LoginType Ldap -TimeoutSec $patience", Canary),
            ("Connect-ZStack $node -AccessKeyId SandboxKeyId0001 -AccessKeySecret $secret -TimeoutSec $patience", Canary),
            ("Connect-ZStack $node -SessionId $id -TimeoutSec $patience", CanarySessionId),
            ("Get-ZStackDatabaseBackup 127.0.0.1 -Credential $canary -Session $s", Canary),
            ("Get-ZStackDatabaseBackup -Url $url, $broken -Session $s", Canary),
            ("Get-ZStackSession; \"$(Get-ZStackSession)\"", ""),
            ("Test-ZStackConnection $node -TimeoutSec $patience", ""),
            ("$s | Disconnect-ZStack", ""),
        ];
        foreach ((string script, string echo) in scripts)
        {
            node.Faults.Clear();
            foreach (string spelling in new[] { echo, Uri.EscapeDataString(echo) })
                node.Faults.Add(new Fault(kind) { Status = status, Body = body.Replace("ECHO", spelling, StringComparison.Ordinal), Delay = TimeSpan.FromSeconds(5), Times = kind == FaultKind.Stall ? 1 : 2 });

            Outcome outcome = shell.Run(script);
            Shown(shell, outcome);

            foreach (string text in Everything(outcome).Append(shell.Host.Screen))
                Assert.All(Forms, form => Assert.DoesNotContain(form, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>What a person at the prompt would see of it.</summary>
    private static void Shown(Shell shell, Outcome outcome)
    {
        shell.Set("shown", outcome.Output.Concat(outcome.Errors.Select(e => PSObject.AsPSObject(e))).ToArray());
        shell.Run("$shown | Out-Default");
    }

    private static IEnumerable<string> Everything(Outcome outcome)
    {
        foreach (string line in outcome.Warnings.Concat(outcome.Verbose).Concat(outcome.Debug))
            yield return line;
        foreach (PSObject item in outcome.Output)
        {
            yield return item.ToString();
            yield return PSSerializer.Serialize(item, 4);
        }

        foreach (ErrorRecord error in outcome.Errors.Concat(outcome.Terminating is null ? [] : [outcome.Terminating]))
        {
            yield return $"{error} {error.ErrorDetails?.Message} {error.ErrorDetails?.RecommendedAction} {error.TargetObject} {error.CategoryInfo} {error.FullyQualifiedErrorId}";
            for (Exception? e = error.Exception; e is not null; e = e.InnerException)
            {
                yield return e.ToString();
                foreach (object? value in e.Data.Values)
                    yield return value?.ToString() ?? "";
            }
        }
    }
}
