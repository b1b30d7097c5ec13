using System;
using System.Collections.Generic;
using System.Text;

namespace ZStack.Backup.Fuzz;

/// <summary>Makes one case of a corpus and a number: the same one every time.</summary>
internal sealed class Mutator
{
    private const int Longest = 64 * 1024;
    private const int MaxChanges = 6;

    private readonly byte[][] _corpus;
    private readonly byte[][] _words;

    /// <param name="words">What parsers act on.</param>
    public Mutator(IReadOnlyList<byte[]> corpus, params string[] words)
    {
        _corpus = [.. corpus];
        _words = Array.ConvertAll(words, Encoding.Latin1.GetBytes);
    }

    public byte[] Make(Random random)
    {
        List<byte> bytes = [.. _corpus[random.Next(_corpus.Length)]];
        for (int i = random.Next(MaxChanges); i >= 0; i--)
            Change(bytes, random);
        if (bytes.Count > Longest)
            bytes.RemoveRange(Longest, bytes.Count - Longest);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count + 1);
        int length = Math.Min(random.Next(1, random.Next(2) == 0 ? 8 : 400), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                byte[] other = _corpus[random.Next(_corpus.Length)];
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 300))]);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.RemoveRange(at, Math.Min(length, random.Next(3) == 0 ? length : 0));
                bytes.InsertRange(at, _words[random.Next(_words.Length)]);
                break;
        }
    }
}
