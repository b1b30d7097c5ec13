namespace ZStack.Backup.Client.Dumps;

/// <summary>Steps over the rows of an INSERT, one a line or all on one, and counts them.</summary>
internal sealed class RowReader
{
    private static readonly bool[] OfValues = SqlText.Stops('\'', '"', '`', '(', ')', ',', ';');

    private readonly SqlText _text;
    private readonly DumpContent _content;

    public RowReader(SqlText text, DumpContent content)
    {
        _text = text;
        _content = content;
    }

    /// <summary>From behind VALUES to what follows the last row.</summary>
    /// <param name="columns">Values that a row must have; 0 when that is not known.</param>
    /// <returns>Number of rows.</returns>
    /// <exception cref="BackupFaultException"><see cref="Finding.RowBroken"/>, <see cref="Finding.RowOfOtherWidth"/></exception>
    public long Read(Table table, int columns, bool allColumns)
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
            int values = ReadRow(begin, table, rows, versionColumn);
            if (columns != 0 && values != columns)
                throw SqlText.Fault(Finding.RowOfOtherWidth, begin, table.ToString(), rows, values, columns);
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
        while (true)
        {
            switch (_text.SkipTo(OfValues))
            {
                case '\'' when values == versionColumn && depth == 1:
                    _content.NoteVersion(_text.ReadQuoted());
                    break;
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
                        values++;
                    break;
                default:
                    // The end of the text, or of the statement, in the middle of a row.
                    throw SqlText.Fault(Finding.RowBroken, begin, table.ToString(), row);
            }
        }
    }
}
