using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ZStack.Backup.Client.ImageStore;

namespace ZStack.Backup.Fuzz;

/// <summary>Image-store URLs: refused, or encoded so that nothing but one value can come of it.</summary>
internal sealed partial class UrlTarget : Target
{
    private readonly Mutator _mutator = new(
        [.. new[] { "ssh://root:password@10.0.0.9:22/zstack_bs", "ssh://root:p%40ss@store.example/a/b", "ssh://ro.ot:p@s:s/w?o#rd@h-1:65535/zstack_bs/", "ssh://u:\u00e9\u4e2d@h/%2e%2e" }.Select(Encoding.UTF8.GetBytes)],
        "ssh://", "@", ":", "/", "%", "%40", "%zz", "%00", "[::1]", "$(x)", "`", ";", "'", "\"", "..", "\\", " ", "\r\n", "?", "#", ":22", ":0", ":99999", "\u00ff", "%25", "\u00e2\u0080\u00ae");

    public override string Name => "image-store URL";

    public override Task<string?> TryAsync(Random random)
    {
        // Every now and then also what no UTF-8 can spell.
        byte[] bytes = _mutator.Make(random);
        string text = random.Next(4) == 0 ? Encoding.BigEndianUnicode.GetString(bytes) : Encoding.UTF8.GetString(bytes);
        return Task.FromResult(Try(random.Next(50) == 0 ? text + '\uD800' : text));
    }

    private static string? Try(string text)
    {
        try
        {
            ImageStoreUrl url = ImageStoreUrl.Parse(text);
            if (!Encoded().IsMatch(url.Full))
                return $"not encoded: {url.Full}";
            if (ImageStoreUrl.Parse(url.Full).Full != url.Full)
                return $"encoded twice: {url.Full}";
            // The password is what stands between the user's colon and the @, and all that is missing from what is shown.
            int colon = url.Full.IndexOf(':', "ssh://".Length), at = url.Full.IndexOf('@', StringComparison.Ordinal);
            return url.Display == url.Full.Remove(colon, at - colon) ? null : $"shows another address: {url.Display}";
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.InvalidImageStoreUrl)
        {
            return null;
        }
#pragma warning disable CA1031 // That is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
    }

    [GeneratedRegex(@"^ssh://[A-Za-z0-9._~%-]+:[A-Za-z0-9._~%-]+@[A-Za-z0-9.-]+:[0-9]{1,5}/[A-Za-z0-9._~%/-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Encoded();
}
