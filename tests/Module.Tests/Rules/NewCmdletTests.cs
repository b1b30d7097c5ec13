using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>What a new cmdlet has to be entered into, and would be missed in without a word. Each failure says where.</summary>
public sealed class NewCmdletTests
{
    private const string Uuid = "0123456789abcdef0123456789abcdef";

    internal static readonly CmdletInfo[] Cmdlets = Load();

    /// <summary>Lists of scripts that a test runs, and the cmdlets that have nothing to do there.</summary>
    public static TheoryData<string, string, string[]> Lists => new()
    {
        // A secret goes in only where a node is asked, or a file of a node is read.
        { nameof(PrivacyTests), "Copy the line of Get-ZStackBackupStorage, or of Sync-ZStackDatabaseBackup.", ["Find-ZStackRecoveryPoint", "Get-ZStackRetentionPlan", "Get-ZStackSavedBackup", "Remove-ZStackSavedBackup"] },
        // What asks no node is over before anybody can stop it; enabling is what disabling is.
        { nameof(StopTests), "Copy the line of Get-ZStackBackupStorage, or of Sync-ZStackDatabaseBackup.", ["Disable-ZStackBackupSchedule", "Enable-ZStackBackupSchedule", "Export-ZStackBackupReport", "Find-ZStackRecoveryPoint", "Get-ZStackRetentionPlan", "Get-ZStackSavedBackup", "Get-ZStackSession", "Remove-ZStackSavedBackup", "Test-ZStackRecoveryKit"] },
        { nameof(ScreenTests), "Copy the line of Get-ZStackBackupStorage, or of Get-ZStackSavedBackup for what reads a vault.", [] },
        // What sends no text of the user to a node has nothing to inject.
        { nameof(InjectionTests), "Copy the line of Sync-ZStackDatabaseBackup: its text parameters are tried with whatever a value can be made of.", ["Disconnect-ZStack", "Export-ZStackBackupReport", "Find-ZStackRecoveryPoint", "Get-ZStackBackupHealth", "Get-ZStackRetentionPlan", "Get-ZStackSavedBackup", "Get-ZStackSession", "New-ZStackRecoveryKit", "Remove-ZStackSavedBackup", "Test-ZStackRecoveryKit"] },
        { nameof(GuidelineTests), "Copy the line of Get-ZStackBackupStorage: its output is compared with its OutputType.", [] },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_cmdlet_is_in_the_scripts_of(string test, string advice, string[] without)
    {
        string file = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Module.Tests"), test + ".cs", SearchOption.AllDirectories).Single();
        HashSet<string> named = [.. Regex.Matches(File.ReadAllText(file), @"[A-Z]\w+-ZStack\w*").Select(match => match.Value)];

        string[] missing = [.. Cmdlets.Select(cmdlet => cmdlet.Name).Except(named).Except(without)];

        Assert.True(missing.Length == 0, $"{string.Join(", ", missing)}: in no script of {Path.GetRelativePath(Repository.Root, file)}. {advice}");
        Assert.All(without, cmdlet => Assert.Contains(cmdlet, Cmdlets.Select(one => one.Name)));
    }

    [Fact]
    public void Every_output_type_has_a_table_a_list_and_properties_that_are_shown_first()
    {
        string[] types = [.. Cmdlets.SelectMany(cmdlet => cmdlet.OutputType).Select(type => type.Name).Where(name => name.StartsWith("ZStack.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
        string[] tables = ViewsOf("TableControl");
        string[] lists = ViewsOf("ListControl");
        string[] defaults = [.. XElement.Load(Path.Combine(StagedModule.Path, "ZStack.Backup.Types.ps1xml")).Elements("Type").Where(type => type.Descendants("Name").Any(name => name.Value == "DefaultDisplayPropertySet")).Select(type => type.Element("Name")!.Value)];

        Assert.NotEmpty(types);
        // One object of a kind, such as the result of a restore, is shown as a list anyway.
        Assert.True(types.All(type => tables.Contains(type) || type == "ZStack.Backup.RestoreResult"), $"{string.Join(", ", types.Except(tables))}: no table in src/ZStack.Backup/ZStack.Backup.Format.ps1xml. Copy that of ZStack.Backup.BackupStorage.");
        Assert.True(types.All(lists.Contains), $"{string.Join(", ", types.Except(lists))}: no list in src/ZStack.Backup/ZStack.Backup.Format.ps1xml, so that Format-List would show what a node said as it is. Copy BackupStorageList.");
        // Also of what only stands inside an object.
        Assert.Empty(tables.Except(lists));
        Assert.True(types.All(defaults.Contains), $"{string.Join(", ", types.Except(defaults))}: no DefaultDisplayPropertySet in src/ZStack.Backup/ZStack.Backup.Types.ps1xml. Copy that of ZStack.Backup.BackupStorage.");
    }

    [Fact]
    public void Every_kind_of_thing_that_may_be_missing_has_a_name_and_advice_of_its_own()
    {
        HashSet<string> named = Keys("Thing_");
        HashSet<string> advised = Keys("Advice_ObjectNotFound_");
        string code = string.Concat(new[] { "ZStack.Backup", "ZStack.Backup.Client" }.SelectMany(project => Directory.GetFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)).Where(file => !file.Contains("obj", StringComparison.Ordinal)).Select(File.ReadAllText));
        string[] used = [.. Regex.Matches(code, @"\bResourceThing\.(\w+)").Select(match => match.Groups[1].Value).Distinct()];

        Assert.Contains("DatabaseBackup", used);
        Assert.All(used, thing => Assert.True(named.Contains(thing) && advised.Contains(thing), $"{thing}: Thing_{thing} and Advice_ObjectNotFound_{thing} belong into src/ZStack.Backup.Client/Statements/Statements.resx, src/ZStack.Backup/Resources/Messages.resx and Messages.zh-CN.resx. Copy those of BackupStorage."));
        Assert.Equal(named.Order(StringComparer.Ordinal), advised.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_says_what_Tab_offers()
    {
        var silent = new List<string>();
        foreach (CmdletInfo cmdlet in Cmdlets)
        {
            foreach (PropertyInfo parameter in ParametersOf(cmdlet))
            {
                Type type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
                type = type.IsArray ? type.GetElementType()! : type;
                // PowerShell itself offers names of an enumeration; nobody completes a secret.
                if (type.IsEnum || type == typeof(SwitchParameter) || type == typeof(PSCredential) || type == typeof(System.Security.SecureString))
                    continue;
                if (!parameter.GetCustomAttributes<ArgumentCompleterAttribute>().Any() && parameter.GetCustomAttribute<ValidateSetAttribute>() is null)
                    silent.Add($"{cmdlet.Name} -{parameter.Name}");
            }
        }

        Assert.True(silent.Count == 0, $"{string.Join(", ", silent)}: [ArgumentCompleter] with one of src/ZStack.Backup/Binding/Completion, or with NoCompleter; without it Tab offers files.");
    }

    [Theory]
    [InlineData("RecordCompleter", "BackupReference")]
    [InlineData("StorageCompleter", "StorageReference")]
    public void A_parameter_completes_what_it_takes(string completer, string takes)
    {
        foreach (CmdletInfo cmdlet in Cmdlets)
        {
            foreach (PropertyInfo parameter in cmdlet.ImplementingType.GetProperties().Where(property => property.GetCustomAttribute<ArgumentCompleterAttribute>()?.Type?.Name == completer))
                Assert.True(parameter.PropertyType.Name.TrimEnd('[', ']') == takes || parameter.PropertyType == typeof(string[]), $"{cmdlet.Name} -{parameter.Name}: {completer} offers what goes into a {takes}.");
        }
    }

    /// <summary>What has a uuid fits any parameter that takes one: an object of another kind would be sent as what it is not. So would a row of a file that was made of it.</summary>
    [Theory]
    [InlineData("an object")]
    [InlineData("a row")]
    public void What_is_output_goes_into_parameters_of_its_own_kind_only(string form)
    {
        string[] meant = ["Backup:DatabaseBackupRecord", "Backup:DatabaseBackupExport", "Backup:BackupScheduleRun", "Backup:SavedBackup", "Backup:RestoreResult", "Storage:BackupStorage", "Storage:DatabaseBackupExport", "Storage:SyncResult", "Schedule:BackupSchedule", "Schedule:BackupScheduleRun", "Image:ImageInfo", "Job:ZStackJob"];
        string[] taken = [.. ServerObjects().SelectMany(type => References.Where(reference => IsTaken(reference.Attribute, form == "a row" ? Row(type) : Filled(type))).Select(reference => $"{reference.Kind}:{type.Name}"))];

        Assert.NotEmpty(taken);
        Assert.True(taken.All(meant.Contains), $"{string.Join(", ", taken.Except(meant))}: {form} is taken for what it is not. The type belongs into Others of src/ZStack.Backup/Binding/<kind>Reference.cs and into Marks of OwnObjects.cs. Copy those of BackupSchedule. What is meant, and so the parameter of the type itself, stands in this test: then enter the pair there.");
    }

    [Fact]
    public void The_marks_of_a_type_are_on_no_other_type()
    {
        foreach ((Type type, string[] marks) in Marks())
        {
            string[] others = [.. ServerObjects().Where(other => other != type && marks.All(mark => other.GetProperty(mark) is not null)).Select(other => other.Name)];
            Assert.True(others.Length == 0, $"{type.Name}: {string.Join(", ", others)} have all of its marks in src/ZStack.Backup/Binding/OwnObjects.cs, so that a row of them is taken for it. A type without a property of its own gets an alias, such as ZoneUuid, in ZStack.Backup.Types.ps1xml.");
        }
    }

    [Fact]
    public void Who_gives_an_object_of_another_kind_is_told_the_way()
    {
        HashSet<string> ways = Keys("Arg_Way_");
        foreach ((Type _, string kind, string wanted) in References)
        {
            FieldInfo? others = Cmdlets[0].ImplementingType.Assembly.GetType($"ZStack.Backup.Binding.{kind}Reference")?.GetField("Others", BindingFlags.Static | BindingFlags.NonPublic);
            foreach (Type other in (Type[]?)others?.GetValue(null) ?? [])
                Assert.True(ways.Contains($"{wanted}_{other.Name}") || ways.Contains(other.Name), $"Arg_Way_{wanted}_{other.Name} is missing in both Messages: what somebody reads who gives a {other.Name} where a {wanted} is wanted. Copy Arg_Way_{wanted}_ImageInfo.");
        }
    }

    [Fact]
    public void What_has_a_uuid_says_when_two_of_it_are_the_same()
    {
        string[] without = [.. ServerObjects().Where(type => type.GetProperty("Uuid") is not null && type.GetProperty("Identity", BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType!.Name == "ServerObject").Select(type => type.Name)];

        Assert.True(without.Length == 0, $"{string.Join(", ", without)}: two reads of one would not be equal. Override Identity, and ToString, in its model in src/ZStack.Backup.Client/Models. Copy those of BackupStorage.");
    }

    /// <summary>The attributes that make a reference of what they are given: what they take, and what the sentences are named after.</summary>
    internal static IEnumerable<(Type Attribute, string Kind, string Wanted)> References => Cmdlets[0].ImplementingType.Assembly.GetExportedTypes().Where(type => type.BaseType?.Name == "ReferenceAttribute")
        .Select(type => (type, type.Name.Replace("ArgumentAttribute", "", StringComparison.Ordinal), (string?)type.BaseType!.GetProperty("Wanted", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(Activator.CreateInstance(type)) ?? "?"));

    private static Type[] ServerObjects() => [.. Cmdlets.SelectMany(cmdlet => cmdlet.OutputType).Select(output => output.Type!).Where(type => type?.BaseType?.Name == "ServerObject").Distinct()];

    private static Dictionary<Type, string[]> Marks() => (Dictionary<Type, string[]>)Cmdlets[0].ImplementingType.Assembly.GetType("ZStack.Backup.Binding.OwnObjects")!.GetField("Marks", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    private static object Filled(Type type)
    {
        object item = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo text in type.GetProperties().Where(property => property.PropertyType == typeof(string) && property.SetMethod is not null))
            text.SetValue(item, Uuid);
        return item;
    }

    /// <summary>As it comes back from a CSV file.</summary>
    private static PSObject Row(Type type)
    {
        var row = new PSObject();
        foreach (PropertyInfo property in type.GetProperties())
            row.Properties.Add(new PSNoteProperty(property.Name, property.PropertyType == typeof(string) ? Uuid : ""));
        foreach (string alias in XElement.Load(Path.Combine(StagedModule.Path, "ZStack.Backup.Types.ps1xml")).Elements("Type").Where(one => one.Element("Name")!.Value == type.FullName).Descendants("AliasProperty").Select(one => one.Element("Name")!.Value))
            row.Properties.Add(new PSNoteProperty(alias, Uuid));
        return row;
    }

    private static bool IsTaken(Type attribute, object item)
    {
        try
        {
            ((ArgumentTransformationAttribute)Activator.CreateInstance(attribute)!).Transform(null!, PSObject.AsPSObject(item));
            return true;
        }
        catch (Exception e) when (e is ArgumentTransformationMetadataException or PSInvalidCastException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public void Every_cmdlet_stands_where_users_look_for_it(string culture)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", culture, "about_ZStack_Backup.md"));
        string[] missing = [.. Cmdlets.Select(cmdlet => cmdlet.Name).Where(name => !Regex.IsMatch(page, name + @"\b"))];

        Assert.True(missing.Length == 0, $"{string.Join(", ", missing)}: not under \"What do you want to do?\" of docs/{culture}/about_ZStack_Backup.md. Copy the lines of Sync-ZStackDatabaseBackup.");
    }

    [Fact]
    public void Every_list_says_whose_names_its_parameter_completes()
    {
        string completer = File.ReadAllText(Path.Combine(Repository.Root, "src", "ZStack.Backup", "Binding", "Completion", "RowNameCompleter.cs"));
        string[] lists = [.. Cmdlets.Where(cmdlet => cmdlet.ImplementingType.BaseType!.Name.StartsWith("ListCmdlet", StringComparison.Ordinal)).Select(cmdlet => cmdlet.Noun)];

        Assert.NotEmpty(lists);
        Assert.True(lists.All(noun => completer.Contains($"\"{noun}\"", StringComparison.Ordinal)), $"{string.Join(", ", lists.Where(noun => !completer.Contains($"\"{noun}\"", StringComparison.Ordinal)))}: -Name completes nothing. It belongs into src/ZStack.Backup/Binding/Completion/RowNameCompleter.cs.");
    }

    internal static IEnumerable<PropertyInfo> ParametersOf(CmdletInfo cmdlet) => cmdlet.ImplementingType.GetProperties().Where(property => property.GetCustomAttributes<ParameterAttribute>().Any());

    private static string[] ViewsOf(string control) => [.. XElement.Load(Path.Combine(StagedModule.Path, "ZStack.Backup.Format.ps1xml")).Descendants("View").Where(view => view.Element(control) is not null).Descendants("TypeName").Select(name => name.Value)];

    private static HashSet<string> Keys(string prefix) => [.. SentenceTables.English().Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..])];

    private static CmdletInfo[] Load()
    {
        using var shell = new Shell();
        Outcome outcome = shell.Run("Get-Command -Module ZStack.Backup");
        outcome.ThrowOnError();
        return [.. outcome.Output.Select(item => (CmdletInfo)item.BaseObject)];
    }
}
