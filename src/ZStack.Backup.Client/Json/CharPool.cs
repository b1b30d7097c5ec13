using System;
using Newtonsoft.Json;

namespace ZStack.Backup.Client.Json;

/// <summary>One buffer, lent to one JSON reader after the other: a new one per element would be most of the garbage.</summary>
internal sealed class CharPool : IArrayPool<char>
{
    private char[]? _spare;

    public char[] Rent(int minimumLength)
    {
        char[]? spare = _spare;
        _spare = null;
        return spare is not null && spare.Length >= minimumLength ? spare : new char[Math.Max(minimumLength, 1024)];
    }

    public void Return(char[]? array) => _spare = array;
}
