using System.Linq;
using System.Management.Automation;

namespace ZStack.Backup.Abstractions;

/// <summary>Names with wildcards, any of which may fit, upper and lower case alike. Without any, every name fits.</summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern[]? _patterns;

    public NameFilter(string[]? names) =>
        _patterns = names?.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant)).ToArray();

    public bool Accepts(string? name) => _patterns is null || (name is not null && _patterns.Any(pattern => pattern.IsMatch(name)));
}
