using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Kits;

/// <summary>The script that looks at a node before a restore, filled in with what this kit would restore.</summary>
internal static class PreflightScript
{
    private static readonly Regex Version = new(@"^[A-Za-z0-9._-]{1,40}\z", RegexOptions.CultureInvariant);

    public static string Of(RecoveryKit kit)
    {
        // With several nodes in the kit there is no one version to expect.
        string[] versions = [.. kit.Nodes.Select(node => node.Version).OfType<string>().Distinct()];
        string version = versions.Length == 1 && Version.IsMatch(versions[0]) ? versions[0] : "";
        long? largest = kit.Backups.Max(backup => backup.Size);
        return Template()
            .Replace("@VERSION@", version)
            .Replace("@KILOBYTES@", largest is > 0 ? (largest.Value / 1024 + 1).ToString(CultureInfo.InvariantCulture) : "");
    }

    private static string Template()
    {
        using Stream stream = typeof(PreflightScript).Assembly.GetManifestResourceStream("preflight.sh")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
