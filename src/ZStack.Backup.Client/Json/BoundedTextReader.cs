using System.IO;
using System.Text;

namespace ZStack.Backup.Client.Json;

/// <summary>Ends an answer in which one element is endless, before it fills the memory.</summary>
internal sealed class BoundedTextReader : TextReader
{
    // Far above any real backup or record.
    private const int MaxElement = 8 * 1024 * 1024;

    private readonly TextReader _inner;
    private int _left = MaxElement;

    public BoundedTextReader(TextReader inner) => _inner = inner;

    /// <summary>A new element starts.</summary>
    public void Renew() => _left = MaxElement;

    public int PeekPastWhiteSpace()
    {
        while (_inner.Peek() is >= 0 and var c && char.IsWhiteSpace((char)c))
            Read();
        return _inner.Peek();
    }

    public string ReadSome(int limit)
    {
        var text = new StringBuilder();
        char[] buffer = new char[4096];
        int read;
        while (text.Length < limit && (read = _inner.Read(buffer, 0, buffer.Length)) > 0)
            text.Append(buffer, 0, read);
        return text.ToString();
    }

    public override int Peek() => _inner.Peek();

    public override int Read()
    {
        Spend(1);
        return _inner.Read();
    }

    public override int Read(char[] buffer, int index, int count)
    {
        int read = _inner.Read(buffer, index, count);
        Spend(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private void Spend(int characters)
    {
        _left -= characters;
        if (_left < 0)
            throw new ReasonException(ReasonKind.ElementTooLong, MaxElement);
    }
}
