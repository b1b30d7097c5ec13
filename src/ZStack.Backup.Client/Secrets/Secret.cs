using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace ZStack.Backup.Client.Secrets;

/// <summary>Secrets on their way from the caller to the wire.</summary>
internal static class Secret
{
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: it would arrive as another one than was given.</exception>
    public static string Reveal(SecureString? secret)
    {
        // As in [pscredential]::Empty.
        if (secret is null)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "Credential", Reason.Of(ReasonKind.NoPassword));
        string text = new NetworkCredential("", secret).Password;
        // It ends at the first U+0000, as would every command line of the node.
        if (text.Length != secret.Length)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "Credential", Reason.Of(ReasonKind.HoldsNul));
        return PercentEncoding.IsText(text) ? text : throw new ZStackException(ZStackErrorKind.InvalidArgument, "Credential", Reason.Of(ReasonKind.NoText));
    }

    /// <summary>What log-ins send instead of the password: lower-case hex of SHA-512 over its UTF-8 bytes, no salt.</summary>
    public static string Sha512(string password)
    {
        using var sha = SHA512.Create();
        return Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(password)));
    }

    public static string Hex(byte[] bytes)
    {
        var builder = new StringBuilder(bytes.Length * 2);
        foreach (byte b in bytes)
            builder.Append(b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        return builder.ToString();
    }
}
