using System;
using System.Text;

namespace ZStack.Backup.Client.Comparison;

/// <summary>The characters of a dump, as <c>SET NAMES</c> calls them. None of these needs more than the framework has everywhere.</summary>
internal static class DumpCharset
{
    // MySQL's latin1 is Windows-1252: 0x80 to 0x9F, the five that it lacks as they are.
    private const string Latin1High = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    // ISO 8859-2: 0xA0 to 0xFF.
    private const string Latin2High = "\u00A0\u0104\u02D8\u0141\u00A4\u013D\u015A\u00A7\u00A8\u0160\u015E\u0164\u0179\u00AD\u017D\u017B\u00B0\u0105\u02DB\u0142\u00B4\u013E\u015B\u02C7\u00B8\u0161\u015F\u0165\u017A\u02DD\u017E\u017C"
        + "\u0154\u00C1\u00C2\u0102\u00C4\u0139\u0106\u00C7\u010C\u00C9\u0118\u00CB\u011A\u00CD\u00CE\u010E\u0110\u0143\u0147\u00D3\u00D4\u0150\u00D6\u00D7\u0158\u016E\u00DA\u0170\u00DC\u00DD\u0162\u00DF"
        + "\u0155\u00E1\u00E2\u0103\u00E4\u013A\u0107\u00E7\u010D\u00E9\u0119\u00EB\u011B\u00ED\u00EE\u010F\u0111\u0144\u0148\u00F3\u00F4\u0151\u00F6\u00F7\u0159\u016F\u00FA\u0171\u00FC\u00FD\u0163\u02D9";

    /// <returns><c>null</c> for characters that are not known here.</returns>
    public static Func<ArraySegment<byte>, string>? Reader(string name) => name.ToUpperInvariant() switch
    {
        // "binary" gives the bytes as they are stored, and the product's tables are UTF-8.
        "UTF8" or "UTF8MB3" or "UTF8MB4" or "ASCII" or "BINARY" => bytes => Encoding.UTF8.GetString(bytes.Array!, bytes.Offset, bytes.Count),
        "LATIN1" => bytes => Single(bytes, Latin1High, 0x80),
        "LATIN2" => bytes => Single(bytes, Latin2High, 0xA0),
        _ => null,
    };

    private static string Single(ArraySegment<byte> bytes, string high, int first)
    {
        char[] text = new char[bytes.Count];
        for (int i = 0; i < text.Length; i++)
        {
            int b = bytes.Array![bytes.Offset + i];
            text[i] = b >= first && b - first < high.Length ? high[b - first] : (char)b;
        }

        return new string(text);
    }
}
