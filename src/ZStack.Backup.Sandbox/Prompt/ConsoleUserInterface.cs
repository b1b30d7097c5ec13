using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace ZStack.Backup.Sandbox;

/// <summary>Writes to the console, errors to its error stream, and asks there when there is a person.</summary>
internal sealed class ConsoleUserInterface : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface();

    public override void Write(string value) => Console.Write(Plain(value, Console.IsOutputRedirected));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => Console.WriteLine(Plain(value, Console.IsOutputRedirected));

    public override void WriteErrorLine(string value) => Console.Error.WriteLine(Plain(value, Console.IsErrorRedirected));

    public override void WriteWarningLine(string message) => Console.WriteLine("WARNING: " + message);

    public override void WriteVerboseLine(string message) => Console.WriteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => Console.WriteLine("DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // A prompt to try things on; bars would tear the text apart.
    }

    public override string ReadLine() => Console.ReadLine() ?? "";

    public override SecureString ReadLineAsSecureString()
    {
        NeedsAPerson();
        var secret = new SecureString();
        for (ConsoleKeyInfo key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (key.KeyChar >= ' ')
                secret.AppendChar(key.KeyChar);
        }

        Console.WriteLine();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        NeedsAPerson();
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in descriptions)
        {
            Console.Write(field.Name + ": ");
            bool isSecret = field.ParameterTypeFullName == typeof(SecureString).FullName;
            answers[field.Name] = PSObject.AsPSObject(field.ParameterTypeFullName == typeof(PSCredential).FullName
                ? PromptForCredential("", "", "", "")
                : isSecret ? ReadLineAsSecureString() : ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        NeedsAPerson();
        Console.WriteLine(caption);
        Console.WriteLine(message);
        for (int i = 0; i < choices.Count; i++)
            Console.WriteLine($"[{i}] {choices[i].Label.Replace("&", "", StringComparison.Ordinal)}");
        return int.TryParse(ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture, out int choice) && choice < choices.Count ? choice : defaultChoice;
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        NeedsAPerson();
        if (string.IsNullOrEmpty(userName))
        {
            Console.Write("User: ");
            userName = ReadLine();
        }

        Console.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    /// <summary>Colours are for terminals; files and pipes get text.</summary>
    private static string Plain(string value, bool isRedirected) => isRedirected ? new StringDecorated(value).ToString(OutputRendering.PlainText) : value;

    private static void NeedsAPerson()
    {
        if (Console.IsInputRedirected)
            throw new HostException("This needs an answer, and nobody is at the prompt.");
    }
}
