using System.Linq;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>Names with wildcards, any of which may fit, upper and lower case alike. Without any, every name fits.</summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern[]? _patterns;

    /// <param name="parameter">Where the names were given.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: an open bracket.</exception>
    public NameFilter(string[]? names, string parameter) => _patterns = names?.Select(name => Pattern(name, parameter)).ToArray();

    /// <summary>No name need be looked at.</summary>
    public bool AcceptsAll => _patterns is null;

    public bool Accepts(string? name) => _patterns is null || (name is not null && _patterns.Any(pattern => pattern.IsMatch(name)));

    private static WildcardPattern Pattern(string name, string parameter)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        try
        {
            // It is read at its first use only.
            _ = pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException e)
        {
            throw new ZStackException(ZStackErrorKind.InvalidArgument, e, parameter, Wording.Sentence(nameof(Messages.Arg_BadWildcards), [name]));
        }
    }
}
