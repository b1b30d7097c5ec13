using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Uuids of digits only come as numbers when they stand in a list, a variable or a file without quotes.</summary>
public sealed class NumberArgumentTests
{
    private const string Words = "was read as a number";

    private static readonly string[] Numbers = ["(11111111111111111111111111111111, 22222222222222222222222222222222)[0]", "[double]'1.5e31'", "[decimal]12345678901234567890123456", "12345678e12345678"];

    [Fact]
    public async Task Every_parameter_that_takes_a_uuid_says_that_a_number_needs_quotes()
    {
        await using Shell shell = await Shell.ConnectedAsync();
        (CmdletInfo Command, ParameterMetadata Parameter)[] places = [.. Places(shell)];
        Assert.Contains(places, place => place.Parameter.Name == "JobId");
        Assert.Contains(places, place => place.Parameter.Name == "ResourceUuid");
        Assert.True(places.Length >= 20, string.Join(", ", places.Select(place => place.Command.Name + " -" + place.Parameter.Name)));

        foreach ((CmdletInfo command, ParameterMetadata parameter) in places)
        {
            foreach (string number in Numbers)
            {
                Outcome outcome = shell.Run($"$number = {number}; {command.Name} -{parameter.Name} $number {Others(command, parameter)}");
                string said = outcome.Error.Exception.Message;
                Assert.True(said.Contains(Words, StringComparison.Ordinal), $"{command.Name} -{parameter.Name} {number}: {said}");
            }
        }

        Assert.DoesNotContain(shell.Node.Log.All, request => request.Method != "GET");
    }

    [Theory]
    [InlineData("Remove-ZStackDatabaseBackup -Confirm:$false")]
    [InlineData("Save-ZStackDatabaseBackup")]
    [InlineData("Test-ZStackDatabaseBackup")]
    [InlineData("Get-ZStackDatabaseBackupRecord")]
    [InlineData("Wait-ZStackJob")]
    public async Task A_number_from_the_pipeline_and_in_a_property_says_so_too(string command)
    {
        await using Shell shell = await Shell.ConnectedAsync();
        string row = command.StartsWith("Wait", StringComparison.Ordinal) ? "@{ Id = 11111111111111111111111111111111; Operation = 'x' }" : "@{ Uuid = 11111111111111111111111111111111; Server = '127.0.0.1' }";

        foreach (string input in new[] { "11111111111111111111111111111111, 22222222222222222222222222222222", "[pscustomobject]" + row })
        {
            Outcome outcome = shell.Run($"{input} | {command}");
            Assert.NotEmpty(outcome.Errors);
            Assert.All(outcome.Errors, error => Assert.Contains(Words, error.Exception.Message, StringComparison.Ordinal));
        }

        Assert.Empty(shell.Node.Log.All);
    }

    [Fact]
    public async Task Digits_that_stand_alone_or_in_quotes_are_the_uuid()
    {
        const string Uuid = "11111111111111111111111111111111";
        await using SandboxNode node = await SandboxNode.StartAsync();
        node.ChangeRecord(node.Records[0].Uuid, old => old with { Name = "20261122" });
        using Shell shell = Shell.ConnectedTo(node);

        Assert.Equal("ZStack.ObjectNotFound", shell.Run($"Get-ZStackDatabaseBackupRecord -Uuid {Uuid}").ErrorId);
        Assert.Equal("ZStack.ObjectNotFound", shell.Run($"Get-ZStackDatabaseBackupRecord -Uuid '{Uuid}', '{Uuid}'").ErrorId);
        Assert.Equal("20261122", shell.Run("Get-ZStackDatabaseBackupRecord -Uuid (20261122, 20261122)[0]").Output.Single().Properties["Name"].Value);
    }

    /// <summary>By type, or by name where the type is text: what a new parameter is called, too.</summary>
    private static IEnumerable<(CmdletInfo Command, ParameterMetadata Parameter)> Places(Shell shell) =>
        from command in shell.Run("Get-Command -Module ZStack.Backup").Output.Select(command => (CmdletInfo)command.BaseObject)
        from parameter in command.Parameters.Values
        let type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType
        where type.Name is "BackupReference" or "StorageReference" or "ZStackJob"
            || (type == typeof(string) && (parameter.Name.EndsWith("Uuid", StringComparison.Ordinal) || parameter.Name.EndsWith("Id", StringComparison.Ordinal)))
        select (command, parameter);

    /// <summary>What the parameter cannot go without.</summary>
    private static string Others(CmdletInfo command, ParameterMetadata parameter)
    {
        CommandParameterSetInfo set = command.ParameterSets.First(set => set.Parameters.Any(one => one.Name == parameter.Name));
        return string.Join(" ", set.Parameters.Where(one => one.IsMandatory && one.Name != parameter.Name).Select(one => "-" + one.Name + " " + (one.ParameterType.Name switch
        {
            "PSCredential" => "$admin",
            "SecureString" => "$admin.Password",
            "SwitchParameter" => "",
            _ => "x",
        })));
    }
}
