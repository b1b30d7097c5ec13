using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Restores;

/// <summary>The opening of a websocket, RFC 6455 section 4. Tells the server nothing but its own address and a random key.</summary>
internal sealed class WebSocketHandshake
{
    /// <summary>The longest head of an answer, in bytes.</summary>
    public const int MaxHead = 16 * 1024;

    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly string _key;

    public WebSocketHandshake()
    {
        byte[] random = new byte[16];
        using (var generator = RandomNumberGenerator.Create())
            generator.GetBytes(random);
        _key = Convert.ToBase64String(random);
    }

    public byte[] Request(string host, int port) => Encoding.ASCII.GetBytes(string.Format(
        CultureInfo.InvariantCulture,
        "GET / HTTP/1.1\r\nHost: {0}:{1}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {2}\r\nSec-WebSocket-Version: 13\r\n\r\n",
        host,
        port,
        _key));

    /// <summary>What is wrong with the answer; <c>null</c> when it opens the websocket that was asked for.</summary>
    /// <param name="head">Status line and headers, without the empty line behind them.</param>
    public Statement? Fault(string head)
    {
        string[] lines = head.Split(["\r\n"], StringSplitOptions.None);
        string[] status = lines[0].Split([' '], 3);
        if (status.Length < 2 || !status[0].StartsWith("HTTP/1.", StringComparison.Ordinal))
            return Reason.Of(ReasonKind.NotHttp);
        if (status[1] != "101")
            return Reason.Of(ReasonKind.NoWebSocket, status[1].Length == 3 && status[1].All(char.IsDigit) ? status[1] : "?");
        ILookup<string, string> headers = Headers(lines.Skip(1));
        if (!Holds(headers["Upgrade"], "websocket") || !Holds(headers["Connection"], "Upgrade"))
            return Reason.Of(ReasonKind.NoWebSocket, status[1]);
        if (headers["Sec-WebSocket-Accept"].SingleOrDefault() != Accept(_key))
            return Reason.Of(ReasonKind.KeyDoesNotFit);
        return headers["Sec-WebSocket-Extensions"].Concat(headers["Sec-WebSocket-Protocol"]).Any(value => value.Length > 0) ? Reason.Of(ReasonKind.UnwantedExtensions) : null;
    }

#pragma warning disable CA5350 // What RFC 6455 prescribes; nothing is kept secret with it.
    internal static string Accept(string key)
    {
        using var sha = SHA1.Create();
        return Convert.ToBase64String(sha.ComputeHash(Encoding.ASCII.GetBytes(key + Magic)));
    }
#pragma warning restore CA5350

    private static ILookup<string, string> Headers(IEnumerable<string> lines) => lines
        .Select(line => line.Split([':'], 2))
        .Where(parts => parts.Length == 2)
        .ToLookup(parts => parts[0].Trim(), parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool Holds(IEnumerable<string> values, string token) =>
        values.SelectMany(value => value.Split(',')).Any(value => string.Equals(value.Trim(), token, StringComparison.OrdinalIgnoreCase));
}
