using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Module.Tests;

/// <summary>Every sentence a user reads: what the client says itself and what the module says, in both languages.</summary>
internal static class SentenceTables
{
    /// <summary>The English ones of both.</summary>
    public static Dictionary<string, string> English() => new(Read("src/ZStack.Backup.Client/Statements/Statements.resx").Concat(Read("src/ZStack.Backup/Resources/Messages.resx")));

    /// <summary>The Chinese ones, which are all in the module.</summary>
    public static Dictionary<string, string> Chinese() => Read("src/ZStack.Backup/Resources/Messages.zh-CN.resx");

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Repository.Root, file)).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);
}
