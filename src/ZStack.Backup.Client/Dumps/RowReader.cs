using System;
using System.Linq;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Steps over the rows of an INSERT, one a line or all on one, and counts them.</summary>
internal sealed class RowReader
{
    private static readonly bool[] NotOfNumber = [.. Enumerable.Range(0, 256).Select(b => "0123456789.+-eExXabcdfABCDF".IndexOf((char)b) < 0)];
    private static readonly bool[] OfValues = SqlText.Stops('\'', '"', '`', '(', ')', ',', ';');

    private readonly SqlText _text;
    private readonly DumpContent _content;
    private RowCapture? _capture;

    public RowReader(SqlText text, DumpContent content)
    {
        _text = text;
        _content = content;
    }

    /// <summary>The first value that is not text, a number or NULL: what a server would compute or look up.</summary>
    public Place? Foreign { get; private set; }

    /// <summary>From behind VALUES to what follows the last row.</summary>
    /// <param name="columns">Values that a row must have; 0 when that is not known.</param>
    /// <returns>Number of rows.</returns>
    /// <exception cref="BackupFaultException"><see cref="Finding.RowBroken"/>, <see cref="Finding.RowOfOtherWidth"/></exception>
    /// <param name="capture">Takes values; <c>null</c> when none is wanted.</param>
    public long Read(Table table, int columns, bool allColumns, RowCapture? capture)
    {
        int versionColumn = allColumns ? table.VersionColumn : 0;
        long rows = 0;
        do
        {
            rows++;
            if (_text.SkipBlanks() != '(')
                throw SqlText.Fault(Finding.RowBroken, _text.Here, table.ToString(), rows);
            Place begin = _text.Here;
            _text.Next();
            _capture = capture;
            capture?.BeginRow();
            int values = ReadRow(begin, table, rows, versionColumn);
            if (columns != 0 && values != columns)
                throw SqlText.Fault(Finding.RowOfOtherWidth, begin, table.ToString(), rows, values, columns);
            if (capture is { IsTooLong: true })
                throw SqlText.Fault(Finding.RowBroken, begin, table.ToString(), rows);
            capture?.EndRow();
        }
        while (SkipComma());

        return rows;
    }

    private bool SkipComma()
    {
        if (_text.SkipBlanks() != ',')
            return false;
        _text.Next();
        return true;
    }

    private int ReadRow(Place begin, Table table, long row, int versionColumn)
    {
        int depth = 1;
        int values = 1;
        ReadValue(values, versionColumn);
        while (true)
        {
            switch (_text.SkipTo(OfValues))
            {
                case '\'' or '"' or '`':
                    _text.SkipQuoted();
                    break;
                case '(':
                    _text.Next();
                    depth++;
                    break;
                case ')':
                    _text.Next();
                    if (--depth == 0)
                        return values;
                    break;
                case ',':
                    _text.Next();
                    if (depth == 1)
                        ReadValue(++values, versionColumn);
                    break;
                default:
                    // The end of the text, or of the statement, in the middle of a row.
                    throw SqlText.Fault(Finding.RowBroken, begin, table.ToString(), row);
            }
        }
    }

    /// <summary>Steps over the value that begins here, as mysqldump writes it.</summary>
    /// <param name="column">Its number, from 1.</param>
    private void ReadValue(int column, int versionColumn)
    {
        Place begin = _text.Here;
        int b = _text.SkipBlanks();
        _text.NoteHeader();
        if (_capture?.FieldOf(column - 1) is { } field && field >= 0)
        {
            if (!CaptureValue(b, field, _capture))
                Foreign ??= begin;
        }
        else if (b == '\'' && column == versionColumn)
        {
            _content.NoteVersion(_text.ReadQuoted());
        }
        else if (b is '\'' or '"')
        {
            _text.SkipQuoted();
        }
        else if (b is (>= '0' and <= '9') or '-' or '+' or '.')
        {
            _text.SkipTo(NotOfNumber);
        }
        else if (b is ',' or ')' or ';' or < 0 || !ReadWordValue())
        {
            Foreign ??= begin;
        }

        if (_text.Peek() is not (',' or ')') && _text.SkipBlanks() is not (',' or ')' or ';' or < 0))
            Foreign ??= _text.Here;
    }

    /// <returns>False when it is nothing that mysqldump writes.</returns>
    private bool CaptureValue(int first, int field, RowCapture into)
    {
        into.BeginValue(field);
        if (first is '\'' or '"')
        {
            _text.CopyQuoted(into);
        }
        else if (first == '0' && _text.Peek(1) is 'x' or 'X')
        {
            _text.Skip(2);
            return CaptureHex(field, into);
        }
        else if (first is (>= '0' and <= '9') or '-' or '+' or '.')
        {
            _text.CopyTo(NotOfNumber, into);
        }
        else if (first is ',' or ')' or ';' or < 0)
        {
            return false;
        }
        else
        {
            string word = _text.ReadWord() ?? "";
            if (string.Equals(word, "NULL", StringComparison.OrdinalIgnoreCase))
            {
                into.Null(field);
                return true;
            }

            bool isText = word.Length > 0 && (word[0] == '_' || word is "n" or "N");
            int next = _text.SkipBlanks();
            if (isText && next == '0' && _text.Peek(1) is 'x' or 'X')
            {
                _text.Skip(2);
                return CaptureHex(field, into);
            }

            if (next != '\'' || !(isText || word is "x" or "X"))
                return false;
            if (!isText)
            {
                _text.Next();
                bool isHex = CaptureHex(field, into);
                return isHex && _text.Next() == '\'';
            }

            _text.CopyQuoted(into);
        }

        into.EndValue(field);
        return true;
    }

    private bool CaptureHex(int field, RowCapture into)
    {
        while (Digit(_text.Peek()) is { } high && Digit(_text.Peek(1)) is { } low)
        {
            into.Append((byte)((high << 4) | low));
            _text.Skip(2);
        }

        into.EndValue(field);
        return Digit(_text.Peek()) is null;
    }

    private static int? Digit(int b) => b switch
    {
        >= '0' and <= '9' => b - '0',
        >= 'a' and <= 'f' => b - 'a' + 10,
        >= 'A' and <= 'F' => b - 'A' + 10,
        _ => null,
    };

    /// <summary>NULL, or text behind the name of its encoding or notation.</summary>
    private bool ReadWordValue()
    {
        string word = _text.ReadWord() ?? "";
        if (string.Equals(word, "NULL", StringComparison.OrdinalIgnoreCase))
            return true;
        bool isNotation = word.Length > 0 && (word[0] == '_' || word is "x" or "X" or "b" or "B" or "n" or "N");
        if (!isNotation)
            return false;
        int b = _text.SkipBlanks();
        if (b == '\'')
            _text.SkipQuoted();
        else if (b == '0')
            _text.SkipTo(NotOfNumber);
        return b is '\'' or '0';
    }
}
