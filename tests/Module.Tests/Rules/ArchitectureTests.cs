using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Who may reference whom.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void The_module_ships_three_assemblies()
    {
        Assert.Equal(
            ["Newtonsoft.Json.dll", "ZStack.Backup.Client.dll", "ZStack.Backup.dll"],
            Directory.GetFiles(StagedModule.Path, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ZStack.Backup.dll", "Newtonsoft.Json", "System.Net.Http")]
    [InlineData("ZStack.Backup.Client.dll", "System.Management.Automation", "ZStack.Backup")]
    public void An_assembly_does_not_know_what_it_must_not(string assembly, params string[] forbidden) =>
        Assert.Empty(References(Path.Combine(StagedModule.Path, assembly)).Intersect(forbidden));

    [Fact]
    public void The_sandbox_shares_no_code_with_the_client() =>
        Assert.DoesNotContain(typeof(SandboxNode).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("ZStack.Backup", StringComparison.Ordinal));

    [Theory]
    [InlineData("src/ZStack.Backup", @"new ErrorRecord\(", "Errors/ErrorRecords.cs")]
    [InlineData("src/ZStack.Backup", @"WriteObject\([^)]*\);?\s*}\s*catch \(Exception", "")]
    [InlineData("src/ZStack.Backup.Client", @"Newtonsoft", "Json/")]
    [InlineData("src", @"GetAwaiter\(\)|\.Wait\(\)|\.Result\b(?!\()", "ZStack.Backup.Client/Threading/Blocking.cs")]
    [InlineData("src/ZStack.Backup", @"Client\.(Http|Json)\b", "")]
    [InlineData("src", @"\bFacts\[\d", "")]
    [InlineData("src/ZStack.Backup.Client", @"System\.Management\.Automation", "")]
    [InlineData("src/ZStack.Backup.Client/ImageStore", @"new Uri|UriBuilder", "")]
    public void Code_that_has_one_place_is_in_no_other(string folder, string pattern, string allowed)
    {
        string root = Path.Combine(Repository.Root, folder);
        IEnumerable<string> found = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(root, file).Replace('\\', '/'), File: file))
            .Where(f => !Regex.IsMatch(f.Name, "(^|/)(obj|bin|ZStack.Backup.Sandbox)/"))
            .Where(f => allowed.Length == 0 || !f.Name.StartsWith(allowed, StringComparison.Ordinal))
            .Where(f => Regex.IsMatch(File.ReadAllText(f.File), pattern))
            .Select(f => f.Name);

        Assert.DoesNotContain(found, name => !IsKnownException(name, pattern));
    }

    [Fact]
    public void Commands_do_not_call_each_other()
    {
        string folder = Path.Combine(Repository.Root, "src/ZStack.Backup/Commands");
        foreach (string file in Directory.GetFiles(folder, "*.cs"))
        {
            string own = Path.GetFileNameWithoutExtension(file);
            Assert.DoesNotContain(Regex.Matches(File.ReadAllText(file), @"\b\w+Command\b"), match => match.Value != own);
        }
    }

    [Fact]
    public void Every_kind_of_error_has_its_words_its_advice_and_its_line_in_the_table()
    {
        string kinds = File.ReadAllText(Path.Combine(Repository.Root, "src/ZStack.Backup.Client/Errors/ZStackErrorKind.cs"));
        Dictionary<string, string> words = SentenceTables.English();
        string table = File.ReadAllText(Path.Combine(Repository.Root, "docs/en-US/about_ZStack_Backup_Errors.md"));
        string[] names = [.. Regex.Matches(kinds, @"^    (\w+),", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        Assert.True(names.Length >= 17);
        foreach (string name in names)
        {
            if (name == "Restore")
                continue;
            bool hasSentenceOfItsOwn = name == "InvalidImageStoreUrl";
            Assert.True(hasSentenceOfItsOwn || words.ContainsKey($"Error_{name}"), name);
            Assert.Contains($"Advice_{name}", words);
            if (name != "Api")
                Assert.Contains($"`ZStack.{name}`", table, StringComparison.Ordinal);
        }

        foreach (string fault in Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/ZStack.Backup.Client/Errors/RestoreFault.cs")), @"^    (\w+),", RegexOptions.Multiline).Select(m => m.Groups[1].Value))
        {
            Assert.Contains($"Advice_Restore_{fault}", words);
            Assert.Contains($"`ZStack.Restore.{fault}`", table, StringComparison.Ordinal);
        }

        foreach (string fault in Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/ZStack.Backup.Client/ImageStore/ImageStoreUrl.cs")).Split("public sealed class")[0], @"^    (\w+),", RegexOptions.Multiline).Select(m => m.Groups[1].Value))
            Assert.Contains($"Url_{fault}", words);
    }

    [Theory]
    [InlineData("Models/Finding.cs", "Found_")]
    [InlineData("Events/ProgressMeter.cs", "Progress_")]
    [InlineData("Errors/Reason.cs", "Reason_")]
    public void Everything_that_is_found_or_goes_on_has_its_words(string file, string prefix)
    {
        string code = File.ReadAllText(Path.Combine(Repository.Root, "src/ZStack.Backup.Client", file));
        Dictionary<string, string> words = SentenceTables.English();
        string[] names = [.. Regex.Matches(code[code.IndexOf(" enum ", StringComparison.Ordinal)..].Split("\n}")[0], @"^    (\w+),", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"{prefix}{name}", words));
    }

    // The stream's abandoned read and its continuation look at tasks that have ended.
    private static bool IsKnownException(string name, string pattern) =>
        pattern.StartsWith("GetAwaiter", StringComparison.Ordinal) && name.EndsWith("Http/ResponseStream.cs", StringComparison.Ordinal);

    private static IEnumerable<string> References(string assembly)
    {
        using var stream = File.OpenRead(assembly);
        using var image = new PEReader(stream);
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
