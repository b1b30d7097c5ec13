using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Downloads;

/// <summary>Names of files made of what a node calls things. Anything can stand in there; the file may travel, so the strictest system counts.</summary>
internal static class FileNames
{
    /// <summary>Bytes of UTF-8. Most file systems take 255, and a part and its note have longer names.</summary>
    private const int MaxBytes = 200;

    private const int MaxExtension = 16;
    private const string Unsafe = "/\\:*?\"<>|";

    // With any extension, and with what Windows takes for the digits.
    private static readonly Regex Device = new(@"^(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3])[ ]*(\.|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <returns>The first of these that something usable is left of.</returns>
    public static string FirstUsable(params string?[] names) => names.Select(Safe).First(name => name is not null)!;

    /// <returns><c>null</c> when nothing of it can be the name of a file.</returns>
    public static string? Safe(string? name)
    {
        string plain = VisibleText.Replaced(name ?? "", (_, _) => "_");
        plain = new string([.. plain.Select(c => Unsafe.IndexOf(c) >= 0 || Path.GetInvalidFileNameChars().Contains(c) ? '_' : char.IsWhiteSpace(c) ? ' ' : c)]);
        plain = plain.Trim().TrimEnd('.', ' ');
        if (plain.Trim('.', ' ').Length == 0)
            return null;
        // A hidden file, a shell's start-up file, or what a command takes for an option.
        if (plain[0] is '.' or '-' or '~')
            plain = "_" + plain.Substring(1);
        return Bounded(Device.IsMatch(plain) ? "_" + plain : plain);
    }

    /// <summary>Two long names that begin alike stay two.</summary>
    private static string Bounded(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
            return name;
        string extension = Path.GetExtension(name);
        if (Encoding.UTF8.GetByteCount(extension) > MaxExtension)
            extension = "";
        string end = "-" + Mark(name) + extension;
        int room = MaxBytes - Encoding.UTF8.GetByteCount(end);
        var start = new StringBuilder();
        for (TextElementEnumerator parts = StringInfo.GetTextElementEnumerator(name); parts.MoveNext();)
        {
            room -= Encoding.UTF8.GetByteCount(parts.GetTextElement());
            if (room < 0)
                break;
            start.Append(parts.GetTextElement());
        }

        return start.Append(end).ToString();
    }

    private static string Mark(string name)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(name)).Take(4).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
