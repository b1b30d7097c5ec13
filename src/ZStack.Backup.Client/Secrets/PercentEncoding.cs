using System;
using System.Text;

namespace ZStack.Backup.Client.Secrets;

/// <summary>RFC 3986 percent-encoding of one part of a URL: everything but <c>A-Za-z0-9-._~</c>, as UTF-8.</summary>
/// <remarks><c>System.Uri</c> is not used on purpose: it normalises, unescapes, and differs between platforms.</remarks>
internal static class PercentEncoding
{
    private const string Hex = "0123456789ABCDEF";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="EncoderFallbackException">The text holds half of a surrogate pair.</exception>
    public static string Encode(string text) => Encode(text, keep: "", keepEscapes: false);

    /// <summary>Encodes, but leaves the characters of <paramref name="keep"/> and, when told, <c>%XX</c> as they are.</summary>
    public static string Encode(string text, string keep, bool keepEscapes)
    {
        var builder = new StringBuilder(text.Length + 16);
        byte[] bytes = Utf8.GetBytes(text);
        for (int i = 0; i < bytes.Length; i++)
        {
            char c = (char)bytes[i];
            bool escape = keepEscapes && c == '%' && i + 2 < bytes.Length && IsHex(bytes[i + 1]) && IsHex(bytes[i + 2]);
            if (escape || IsUnreserved(c) || (c < 128 && keep.IndexOf(c) >= 0))
                builder.Append(c);
            else
                builder.Append('%').Append(Hex[c >> 4]).Append(Hex[c & 15]);
        }

        return builder.ToString();
    }

    /// <summary>Whether it can be encoded: no half of a surrogate pair.</summary>
    public static bool IsText(string text)
    {
        try
        {
            return Utf8.GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    public static string Decode(string text) => Uri.UnescapeDataString(text);

    private static bool IsUnreserved(char c) =>
        c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~';

    private static bool IsHex(byte b) =>
        b is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'F') or (>= (byte)'a' and <= (byte)'f');
}
