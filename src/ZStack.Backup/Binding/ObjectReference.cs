using System;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>Something on a node, named by its uuid, its name, or an object that stands for it.</summary>
public abstract class ObjectReference
{
    // Long enough to be meant as a uuid, so that a mistyped one is not looked up as a name.
    private const int MinMeantUuid = 20;

    private protected ObjectReference(string text, string? server, ZStackSession? origin)
    {
        Text = text.Trim();
        Server = string.IsNullOrEmpty(server) ? null : server;
        Origin = origin;
        Uuid = AsUuid(Text);
    }

    /// <summary>What the user typed.</summary>
    public string Text { get; }

    /// <summary>32 lower-case hex digits; <c>null</c> when a name was given.</summary>
    public string? Uuid { get; }

    /// <summary>The node that it is on; <c>null</c> when nothing said so.</summary>
    public string? Server { get; }

    internal ZStackSession? Origin { get; }

    /// <summary>Name of a backup that a retention plan keeps.</summary>
    private protected string? KeptAs { get; init; }

    /// <summary>Refuses what can be neither a uuid nor a name, before anything is sent.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>, <see cref="ZStackErrorKind.KeptByPolicy"/></exception>
    internal void Check(string parameter)
    {
        if (KeptAs is { } name)
            throw new ZStackException(ZStackErrorKind.KeptByPolicy, name);
        if (Fault is { } fault)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, parameter, Wording.Sentence(fault, [Text]));
    }

    /// <summary>A name that <see cref="Check"/> lets pass.</summary>
    internal bool CanBeName => Uuid is null && Fault is null;

    private string? Fault => Uuid is not null ? null
        : Text.Length == 0 ? nameof(Messages.Arg_EmptyReference)
        : Text.Length >= MinMeantUuid && Regex.IsMatch(Text, @"^[0-9A-Fa-f{}-]+\z") ? nameof(Messages.Arg_MistypedUuid)
        : WildcardPattern.ContainsWildcardCharacters(Text) ? nameof(Messages.Arg_NoWildcards)
        : null;

    public override string ToString() => Uuid ?? Text;

    /// <returns>32 lower-case hex digits of a uuid with or without hyphens; <c>null</c> for anything else.</returns>
    internal static string? AsUuid(string text) =>
        Guid.TryParseExact(text, "N", out Guid uuid) || Guid.TryParseExact(text, "D", out uuid) || Guid.TryParseExact(text, "B", out uuid) ? uuid.ToString("N") : null;
}
