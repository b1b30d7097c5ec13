using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text.RegularExpressions;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Restores;

/// <summary>Asks the operator twice: whether, and which node. Nobody to ask means no.</summary>
internal sealed class Consent
{
    // Blanks and quotes, curly ones too, may stand around both names.
    private static readonly Regex DefaultKey = new(@"^[\s""'\u2018-\u201F]*(?<command>.*?)[\s""'\u2018-\u201F]*:[\s""'\u2018-\u201F]*(?<parameter>.*?)[\s""'\u2018-\u201F]*\z", RegexOptions.CultureInvariant);

    private static readonly string[] Answers = ["Force", "Confirm"];

    private readonly PSCmdlet _cmdlet;
    private readonly string[] _defaulted;
    private readonly bool _force;

    /// <param name="force">The name of the node need not be typed.</param>
    public Consent(PSCmdlet cmdlet, bool force)
    {
        _cmdlet = cmdlet;
        _defaulted = [.. Answers.Where(IsDefaulted)];
        _force = force && !_defaulted.Contains("Force");
    }

    /// <summary>It was only asked what would happen.</summary>
    public bool IsWhatIf { get; private set; }

    /// <returns>False when the question was answered with no, or with <c>-WhatIf</c>.</returns>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.NotConfirmed"/>: nobody could be asked, or another name was typed.</exception>
    public bool IsGiven(string sentence, string server)
    {
        try
        {
            bool agreed = _cmdlet.ShouldProcess(sentence, sentence, Messages.Confirm_Caption, out ShouldProcessReason reason);
            IsWhatIf = reason == ShouldProcessReason.WhatIf;
            if (!agreed)
                return false;
            // A preference of the whole session is no answer to this question.
            if (_force ? WasAsked || IsWaived : IsTyped(server))
                return true;
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException)
        {
            // The host has nobody to ask.
        }

        string what = Wording.Sentence(nameof(Messages.Confirm_Restore), [server]);
        throw _defaulted.Length == 0
            ? new ZStackException(ZStackErrorKind.NotConfirmed, what)
            : new ZStackException(ZStackErrorKind.NotConfirmed, what, string.Join(", ", _defaulted.Select(parameter => "-" + parameter)));
    }

    private bool IsWaived => !_defaulted.Contains("Confirm") && _cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && confirm is SwitchParameter { IsPresent: false };

    private bool WasAsked => _cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm)
        ? confirm is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.TryConvertTo(_cmdlet.GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) && preference != ConfirmImpact.None;

    /// <summary>Given by <c>$PSDefaultParameterValues</c>, which is meant for other commands as well and so no answer either.</summary>
    private bool IsDefaulted(string parameter)
    {
        if (_cmdlet.GetVariableValue("PSDefaultParameterValues") is not IDictionary defaults)
            return false;
        CommandInfo command = _cmdlet.MyInvocation.MyCommand;
        string[] parameters = [parameter, .. command.Parameters[parameter].Aliases];
        IEnumerable<string> aliases = _cmdlet.InvokeCommand.GetCommands("*", CommandTypes.Alias, nameIsPattern: true)
            .Where(alias => string.Equals(alias.Definition, command.Name, StringComparison.OrdinalIgnoreCase))
            .Select(alias => alias.Name);
        return defaults.Keys.Cast<object>()
            .Select(key => DefaultKey.Match(key.ToString()!))
            .Where(key => parameters.Contains(key.Groups["parameter"].Value, StringComparer.OrdinalIgnoreCase))
            .Select(key => new WildcardPattern(key.Groups["command"].Value, WildcardOptions.IgnoreCase))
            .Any(key => aliases.Append(command.Name).Any(key.IsMatch));
    }

    private bool IsTyped(string server)
    {
        PSHostUserInterface host = _cmdlet.Host.UI;
        host.WriteLine(Wording.Sentence(nameof(Messages.Confirm_TypeName), [server]));
        return string.Equals(host.ReadLine()?.Trim(), server, StringComparison.OrdinalIgnoreCase);
    }
}
