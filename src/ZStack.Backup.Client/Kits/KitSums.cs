using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Kits;

/// <summary><c>SHA256SUMS</c>, as <c>sha256sum -c</c> reads it: hash, two blanks, name. No name here needs its escapes.</summary>
internal static class KitSums
{
    private const int BufferSize = 1024 * 1024;
    private const int MaxLines = 10_000;

    private static readonly Regex Line = new(@"^(?<hash>[0-9a-f]{64})  (?<name>(?:backups/)?[A-Za-z0-9_][A-Za-z0-9._+@=-]{0,219})\z", RegexOptions.CultureInvariant);

    public static string Write(IEnumerable<(string Name, string Sha256)> files)
    {
        var text = new StringBuilder();
        foreach ((string name, string sha256) in files)
            text.Append(sha256).Append("  ").Append(name).Append('\n');
        return text.ToString();
    }

    /// <returns>Hashes by name; <c>null</c> when a line is none of ours.</returns>
    public static IReadOnlyDictionary<string, string>? Read(string text)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            Match match = Line.Match(line.TrimEnd('\r'));
            if (!match.Success || files.ContainsKey(match.Groups["name"].Value) || files.Count >= MaxLines)
                return null;
            files.Add(match.Groups["name"].Value, match.Groups["hash"].Value);
        }

        return files;
    }

    /// <summary>Hash of a file, which may be large.</summary>
    public static string Of(Stream file, CancellationToken cancellation, Action<byte[], int>? also = null)
    {
        using IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferSize];
        for (int read; (read = file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            sha256.AppendData(buffer, 0, read);
            also?.Invoke(buffer, read);
        }

        return Secret.Hex(sha256.GetHashAndReset());
    }
}
