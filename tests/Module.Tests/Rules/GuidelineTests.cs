using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What PowerShell's guidelines ask of cmdlets. Script analyzers cannot see C#.</summary>
public sealed class GuidelineTests
{
    private static readonly string[] CommonParameters =
    [
        "Verbose", "Debug", "ErrorAction", "WarningAction", "InformationAction", "ProgressAction", "ErrorVariable", "WarningVariable", "InformationVariable", "OutVariable", "OutBuffer", "PipelineVariable",
        "WhatIf", "Confirm", "SelectColumn", "UseTransaction",
    ];

    // The table of the cmdlets in the design.
    private static readonly Dictionary<string, ConfirmImpact> Changes = new()
    {
        ["New-ZStackDatabaseBackup"] = ConfirmImpact.Medium,
        ["Remove-ZStackDatabaseBackup"] = ConfirmImpact.High,
        ["Export-ZStackBackupReport"] = ConfirmImpact.Low,
        ["Export-ZStackDatabaseBackup"] = ConfirmImpact.Low,
        ["Remove-ZStackDatabaseBackupExport"] = ConfirmImpact.Medium,
        ["Copy-ZStackDatabaseBackup"] = ConfirmImpact.Low,
        ["Sync-ZStackDatabaseBackup"] = ConfirmImpact.Medium,
        ["Restore-ZStackDatabaseBackup"] = ConfirmImpact.High,
        ["Save-ZStackDatabaseBackup"] = ConfirmImpact.Low,
        ["Compare-ZStackDatabaseBackup"] = ConfirmImpact.Low,
        ["Test-ZStackDatabaseBackup"] = ConfirmImpact.Low,
        ["Remove-ZStackSavedBackup"] = ConfirmImpact.High,
        ["New-ZStackRecoveryKit"] = ConfirmImpact.Low,
        ["Start-ZStackBackupSchedule"] = ConfirmImpact.Low,
        ["Enable-ZStackBackupSchedule"] = ConfirmImpact.Low,
        ["Disable-ZStackBackupSchedule"] = ConfirmImpact.Low,
    };

    private static readonly string[] ChangingVerbs = ["New", "Remove", "Export", "Copy", "Sync", "Restore", "Save", "Set", "Add", "Clear", "Move", "Rename", "Start", "Stop", "Enable", "Disable", "Update"];

    private static readonly CmdletInfo[] Cmdlets = Load();

    [Fact]
    public void At_most_two_bases_of_our_own_stand_above_a_cmdlet() =>
        Assert.All(Cmdlets, cmdlet => Assert.InRange(Bases(cmdlet.ImplementingType).Count(), 1, 2));

    [Fact]
    public void Names_have_an_approved_verb_and_a_singular_noun_with_the_prefix()
    {
        HashSet<string> approved = [.. new[] { typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsSecurity), typeof(VerbsOther) }
            .SelectMany(type => type.GetFields()).Select(field => (string)field.GetRawConstantValue()!)];

        Assert.All(Cmdlets, cmdlet => Assert.Contains(cmdlet.Verb, approved));
        Assert.All(Cmdlets, cmdlet => Assert.Matches("^ZStack([A-Z][a-z]+)*$", cmdlet.Noun));
        Assert.All(Cmdlets, cmdlet => Assert.DoesNotMatch("[^s]s$", cmdlet.Noun));
        Assert.All(Cmdlets, cmdlet => Assert.Equal(cmdlet.Verb + cmdlet.Noun + "Command", cmdlet.ImplementingType.Name));
    }

    [Fact]
    public void Every_change_asks_as_the_design_says_and_nothing_else_does()
    {
        string[] asking = [.. Cmdlets.Where(cmdlet => Attribute(cmdlet).SupportsShouldProcess).Select(cmdlet => cmdlet.Name)];
        Assert.True(asking.All(Changes.ContainsKey), $"{string.Join(", ", asking.Except(Changes.Keys))}: not in Changes of tests/Module.Tests/Rules/GuidelineTests.cs. Copy the line of Sync-ZStackDatabaseBackup, with the impact of the new one.");
        Assert.Empty(Changes.Keys.Except(asking));
        Assert.All(Changes, change => Assert.Equal(change.Value, Attribute(Cmdlets.Single(cmdlet => cmdlet.Name == change.Key)).ConfirmImpact));
        Assert.All(Cmdlets.Where(cmdlet => ChangingVerbs.Contains(cmdlet.Verb)), cmdlet => Assert.Contains(cmdlet.Name, Changes.Keys));
    }

    [Fact]
    public void BeginProcessing_of_a_cmdlet_calls_that_of_its_base()
    {
        string[] folders = [.. new[] { "Commands", "Abstractions" }.Select(folder => Path.Combine(Repository.Root, "src", "ZStack.Backup", folder))];
        string[] begins = [.. folders.SelectMany(folder => Directory.GetFiles(folder, "*.cs")).Where(file => Path.GetFileName(file) != "ZStackCmdlet.cs").Where(file => File.ReadAllText(file).Contains("override void BeginProcessing()", StringComparison.Ordinal))];

        Assert.NotEmpty(begins);
        Assert.All(begins, file => Assert.Contains("base.BeginProcessing();", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void No_parameter_has_a_reserved_name_or_takes_a_password_as_text()
    {
        foreach (CmdletInfo cmdlet in Cmdlets)
        {
            Assert.All(Own(cmdlet), property => Assert.DoesNotContain(property.Name, CommonParameters));
            Assert.All(Own(cmdlet).SelectMany(property => property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []), alias => Assert.DoesNotContain(alias, CommonParameters));
            foreach (PropertyInfo secret in Own(cmdlet).Where(property => Regex.IsMatch(property.Name, "Password|Secret|Credential|Passphrase")))
                Assert.Contains(secret.PropertyType, new[] { typeof(PSCredential), typeof(SecureString) });
            Assert.All(Own(cmdlet), property => Assert.Matches("^[A-Z]", property.Name));
            Assert.All(Own(cmdlet), property => Assert.NotEqual(typeof(bool), property.PropertyType));
        }
    }

    [Fact]
    public void Parameter_sets_have_a_default_and_their_positions_make_sense()
    {
        foreach (CmdletInfo cmdlet in Cmdlets)
        {
            if (cmdlet.ParameterSets.Count > 1)
                Assert.Contains(Attribute(cmdlet).DefaultParameterSetName, cmdlet.ParameterSets.Select(set => set.Name));
            foreach (CommandParameterSetInfo set in cmdlet.ParameterSets)
            {
                int[] positions = [.. set.Parameters.Where(parameter => parameter.Position >= 0).Select(parameter => parameter.Position).Order()];
                Assert.True(positions.Distinct().Count() == positions.Length, $"{cmdlet.Name} {set.Name}: two parameters of one position");
                Assert.True(positions.Length <= 2, $"{cmdlet.Name} {set.Name}: more positions than anybody remembers");
                Assert.True(set.Parameters.Count(parameter => parameter.ValueFromPipeline && parameter.IsMandatory) <= 1, $"{cmdlet.Name} {set.Name}: two mandatory parameters from the pipeline");
                // A position behind another must not be needed where that one is not.
                CommandParameterInfo[] placed = [.. set.Parameters.Where(parameter => parameter.Position >= 0).OrderBy(parameter => parameter.Position)];
                Assert.False(placed.Length == 2 && placed[1].IsMandatory && !placed[0].IsMandatory, $"{cmdlet.Name} {set.Name}");
            }

            Assert.All(Own(cmdlet).Where(property => property.GetCustomAttributes<ParameterAttribute>().Any(parameter => parameter.ValueFromPipeline)), property => Assert.True(property.PropertyType.IsArray || property.Name == "Session", cmdlet.Name + " " + property.Name));
        }
    }

    [Fact]
    public async Task Output_has_the_declared_type()
    {
        using var folder = new TemporaryFolder();
        await using Shell shell = await Shell.ConnectedAsync(new SandboxOptions { Restore = RestoreShell.Quick with { WorkTime = TimeSpan.FromSeconds(30) } });
        SandboxNode node = shell.Node;
        shell.Set("folder", folder.Path);
        shell.Set("mysql", Shell.Credential("root", SandboxAccounts.MySqlRootPassword).Password);
        shell.Set("last", node.Records.First(record => record.Status == "Ready" && record.Version == node.Options.Version).Uuid);
        Dictionary<string, HashSet<string>> seen = [];
        shell.Run("$storages = @(Get-ZStackBackupStorage | Where-Object { $_.Status -eq 'Connected' -and $_.State -eq 'Enabled' })").ThrowOnError();

        string[] scripts =
        [
            "Connect-ZStack $node -Credential $admin",
            "Get-ZStackSession",
            "Test-ZStackConnection",
            "Test-ZStackConnection -Quiet",
            "Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store",
            "Get-ZStackDatabaseBackupRecord",
            "Get-ZStackBackupStorage",
            "($made = New-ZStackDatabaseBackup $storages[0])",
            "($job = New-ZStackDatabaseBackup $storages[0] -NoWait)",
            "Wait-ZStackJob $job",
            "Get-ZStackJob $job",
            "Get-ZStackBackupSchedule",
            "Get-ZStackBackupSchedule nightly -History 1",
            "Start-ZStackBackupSchedule nightly",
            "Start-ZStackBackupSchedule nightly -NoWait",
            "Disable-ZStackBackupSchedule nightly",
            "Enable-ZStackBackupSchedule nightly -NoWait",
            "Enable-ZStackBackupSchedule six-hourly",
            "Disable-ZStackBackupSchedule six-hourly -NoWait",
            "Get-ZStackRetentionPlan -InputObject (Get-ZStackDatabaseBackupRecord) -KeepLast 1",
            "Sync-ZStackDatabaseBackup $storages[0]",
            "($synced = Sync-ZStackDatabaseBackup $storages[0] -NoWait)",
            "Wait-ZStackJob $synced",
            "Export-ZStackDatabaseBackup $made",
            "Remove-ZStackDatabaseBackupExport $made -Confirm:$false -NoWait",
            "($exported = Export-ZStackDatabaseBackup (New-ZStackDatabaseBackup $storages[0]) -NoWait)",
            "Wait-ZStackJob $exported",
            "Copy-ZStackDatabaseBackup $made $storages[1]",
            "Copy-ZStackDatabaseBackup (New-ZStackDatabaseBackup $storages[0]) $storages[1] -NoWait",
            "($saved = Save-ZStackDatabaseBackup (New-ZStackDatabaseBackup $storages[0]) $folder)",
            "$saved | Test-ZStackDatabaseBackup",
            "$saved | Test-ZStackDatabaseBackup -Quiet",
            "Compare-ZStackDatabaseBackup $saved -Difference $saved.FullName -IncludeUnchanged",
            "$saved | Compare-ZStackDatabaseBackup -Summary -WarningAction SilentlyContinue",
            "Get-ZStackSavedBackup $folder",
            "Find-ZStackRecoveryPoint $folder",
            "($kit = New-ZStackRecoveryKit \"$folder/kit\" -VaultPath $folder)",
            "Test-ZStackRecoveryKit $kit",
            "$kit | Test-ZStackRecoveryKit -Quiet",
            "($health = Get-ZStackBackupHealth -VaultPath $folder)",
            "Export-ZStackBackupReport $folder/report.html -InputObject $health -PassThru",
            "Remove-ZStackSavedBackup $saved -Confirm:$false",
            "Restore-ZStackDatabaseBackup $made -MySqlRootPassword $admin.Password -WhatIf",
            "($gone = Remove-ZStackDatabaseBackup $made -Confirm:$false -NoWait)",
            "Wait-ZStackJob $gone",
            // Last: the node goes away for it. Its job ends before that.
            "($begun = Restore-ZStackDatabaseBackup $last -MySqlRootPassword $mysql -Force -Confirm:$false -NoFollow)",
            "Wait-ZStackJob ([pscustomobject]@{ Id = $begun.JobId; Operation = 'RecoverDatabaseFromBackup' })",
            "Disconnect-ZStack",
        ];
        foreach (string script in scripts)
        {
            Outcome outcome = shell.Run(script);
            Assert.True(outcome.Terminating is null && outcome.Errors.Count == 0, script + ": " + (outcome.Terminating ?? (outcome.Errors.Count > 0 ? outcome.Errors[0] : null)));
            // The first cmdlet of a line is the one that writes; others only make its arguments.
            string name = Regex.Match(script, @"\w+-ZStack\w*").Value;
            foreach (PSObject item in outcome.Output)
                (seen.TryGetValue(name, out HashSet<string>? types) ? types : seen[name] = []).Add(item.BaseObject.GetType().FullName!);
        }

        foreach (CmdletInfo cmdlet in Cmdlets)
        {
            string[] declared = [.. cmdlet.OutputType.Select(type => type.Name).Order()];
            Assert.Equal($"{cmdlet.Name}: {string.Join(", ", declared)}", $"{cmdlet.Name}: {string.Join(", ", (seen.TryGetValue(cmdlet.Name, out HashSet<string>? types) ? types : []).Order())}");
        }
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (Type above = type.BaseType!; above != typeof(PSCmdlet); above = above.BaseType!)
            yield return above;
    }

    private static CmdletAttribute Attribute(CmdletInfo cmdlet) => cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;

    private static IEnumerable<PropertyInfo> Own(CmdletInfo cmdlet) => cmdlet.ImplementingType.GetProperties().Where(property => property.GetCustomAttributes<ParameterAttribute>().Any());

    private static CmdletInfo[] Load()
    {
        using var shell = new Shell();
        Outcome outcome = shell.Run("Get-Command -Module ZStack.Backup");
        outcome.ThrowOnError();
        return [.. outcome.Output.Select(item => (CmdletInfo)item.BaseObject)];
    }
}
