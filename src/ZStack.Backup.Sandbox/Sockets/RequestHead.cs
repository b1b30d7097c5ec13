using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ZStack.Backup.Sandbox.Sockets;

/// <summary>The head of an HTTP request, for the listeners that are no web server.</summary>
internal sealed record RequestHead(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    private const int Longest = 16 * 1024;

    /// <returns><c>null</c> when the peer is gone, or talks something else.</returns>
    public static async Task<RequestHead?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        // Byte by byte: what follows the head belongs to somebody else.
        byte[] head = new byte[Longest];
        for (int length = 0; length < Longest; length++)
        {
            if (await stream.ReadAsync(head.AsMemory(length, 1), cancellation) == 0)
                return null;
            if (length >= 3 && head.AsSpan(length - 3, 4).SequenceEqual("\r\n\r\n"u8))
                return Parse(Encoding.Latin1.GetString(head, 0, length - 3));
        }

        return null;
    }

    private static RequestHead? Parse(string head)
    {
        string[] lines = head.Split("\r\n");
        string[] start = lines[0].Split(' ');
        if (start.Length != 3)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines[1..])
        {
            string[] parts = line.Split(':', 2);
            headers[parts[0].Trim()] = parts.Length > 1 ? parts[1].Trim() : "";
        }

        return new RequestHead(start[0], start[1], headers);
    }
}
