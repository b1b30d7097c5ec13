using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Reads the text of a backup: three dumps of mysqldump one after another, as docs/zstack-api.md section 10.1 describes them.</summary>
/// <remarks>Follows each statement to its end and keeps of it only what <see cref="DumpContent"/> counts.</remarks>
internal sealed class DumpReader
{
    private const int MaxWordsBeforeView = 32;

    /// <summary>Each dump of a file has a handful.</summary>
    private const int MaxRestricted = 1000;

    private const int MaxUses = 10_000;

    /// <summary>A server's own limit.</summary>
    private const int MaxColumns = 4096;

    private static readonly bool[] OfStatement = SqlText.Stops('\'', '"', '`', '/', '*', '-', '#', ';');
    private static readonly bool[] OfStructure = SqlText.Stops('\'', '"', '`', '/', '*', '-', '#', ';', '(', ')', ',');
    private static readonly byte[][] SandboxModes = [SqlText.Bytes("/*M!999999\\-"), SqlText.Bytes("/*!999999\\-")];
    private static readonly byte[] Semicolon = SqlText.Bytes(";");
    private static readonly string[] BetweenInsertAndName = ["DELAYED", "IGNORE", "INTO"];
    private static readonly string[] Delimiters = [";", ";;", "$$", "//"];

    private readonly IRowSink? _sink;
    private readonly NodeFilter _filter;
    private readonly SqlText _text;
    private readonly RowReader _rows;
    private byte[] _delimiter = Semicolon;
    private bool[] _stops = OfStatement;
    private Place _statement;
    private Place _comment;
    private readonly List<StatementRange> _restricted = [];
    private readonly List<(long Offset, string Database)> _uses = [];
    private bool _inComment;
    private bool _isInsert;
    private EditedKind _kind;
    private int _commentMarks;

    /// <param name="read">Fills a part of a buffer and returns how much; 0 at the end.</param>
    /// <param name="sink">Takes values out of the rows; <c>null</c> when none are wanted.</param>
    public DumpReader(Func<byte[], int, int, int> read, IRowSink? sink = null)
    {
        _sink = sink;
        _filter = new NodeFilter(read);
        _text = new SqlText(_filter.Read);
        Content = new DumpContent(sink);
        _rows = new RowReader(_text, Content);
    }

    public DumpContent Content { get; }

    public DumpSequence Dumps { get; } = new();

    /// <summary>Statements read whole.</summary>
    public long Statements { get; private set; }

    /// <summary>The first statement that no mysqldump writes.</summary>
    public Place? Foreign { get; private set; }

    /// <summary>Statements for an administrator, without which the data is the same.</summary>
    public IReadOnlyList<StatementRange> Restricted => _restricted;

    /// <summary>Where the text goes over to another database.</summary>
    public IReadOnlyList<(long Offset, string Database)> Uses => _uses;

    /// <summary>What the node's own restore would do to the text.</summary>
    public NodeEdits NodeEdits { get; } = new();

    /// <summary>Reads to the end of the text.</summary>
    /// <exception cref="BackupFaultException">With the place where it is broken.</exception>
    public void Read()
    {
        try
        {
            while (_text.SkipBlanks() >= 0)
                ReadNext();
            NodeEdits.Take(_filter.Edits);
            Dumps.End(_text.Here);
        }
        // A dump that breaks off takes the beginning of the next one for its own text, and fails somewhere in there.
        catch (BackupFaultException e) when (e.Check != CheckNames.Gzip && _text.HeaderInside is { } header)
        {
            throw Dumps.BrokeOff(header);
        }
    }

    private void ReadNext()
    {
        _statement = _text.Here;
        if (_text.AtLineComment())
        {
            string line = _text.ReadLine(out bool ended);
            Dumps.Note(line, ended, _statement);
        }
        else if (Array.Exists(SandboxModes, _text.StartsWith) || (AtComment() && !AtCommentOfStatement()))
        {
            _text.SkipComment();
        }
        else
        {
            // A header comes before everything that a server would execute.
            if (Dumps.Parts.Count == 0)
                throw new BackupFaultException(CheckNames.IsDump, Finding.NotADump, Beginning());
            Dumps.NoteStatement(_statement);
            _text.Record();
            _kind = EditedKind.Other;
            ReadStatement();
            NodeEdits.Take(_filter.Edits, _statement, _text.Here, _kind, isAlone: _text.Peek() is '\n' or '\r' or -1);
            Statements++;
        }
    }

    private void ReadStatement()
    {
        switch (Word().ToUpperInvariant())
        {
            case "CREATE":
                ReadCreate();
                break;
            case "DROP":
                ReadDrop();
                break;
            case "INSERT" or "REPLACE":
                ReadInsert();
                break;
            case "USE":
                ReadUse();
                break;
            case "DELIMITER":
                ReadDelimiter();
                return;
        }

        SkipStatement();
    }

    private void ReadUse()
    {
        string name = Use(Name());
        Content.Use(name, _statement);
        if (_uses.Count > 0 && _uses[_uses.Count - 1].Database == name)
            return;
        if (_uses.Count < MaxUses)
            _uses.Add((_statement.Offset, name));
        else
            Foreign ??= _statement;
    }

    private void ReadCreate()
    {
        bool optional = _inComment;
        string word = Word().ToUpperInvariant();
        if (word is "DATABASE" or "SCHEMA")
        {
            _kind = EditedKind.Database;
            SkipWords("IF", "NOT", "EXISTS");
            Content.CreateDatabase(Use(Name()), _statement);
        }
        else if (word == "TABLE")
        {
            SkipWords("IF", "NOT", "EXISTS");
            QualifiedName name = TableName();
            // Inside a comment it is what old versions write in place of a view until all tables are there.
            if (!optional)
                ReadColumns(Content.CreateTable(name, _statement));
        }
        else
        {
            _kind = EditedKind.HasDefiner;
            ReadView(word);
        }
    }

    /// <summary>CREATE ALGORITHM=... DEFINER=... SQL SECURITY ... VIEW name, or something else.</summary>
    private void ReadView(string word)
    {
        for (int i = 0; i < MaxWordsBeforeView; i++)
        {
            if (word is "VIEW")
            {
                SkipWords("IF", "NOT", "EXISTS");
                Content.CreateView(TableName(), _statement);
                return;
            }

            int next = SkipBlanks();
            if (word is "TRIGGER" or "PROCEDURE" or "FUNCTION" or "EVENT" || next < 0 || AtDelimiter())
                return;
            if (next is '`' or '\'' or '"')
                _text.SkipQuoted();
            word = Word().ToUpperInvariant();
            if (word.Length == 0 && SkipBlanks() is '=' or '@' or '%' or '.' or '(' or ')')
                _text.Next();
        }
    }

    private void ReadDrop()
    {
        string what = Word().ToUpperInvariant();
        if (what is not ("TABLE" or "VIEW" or "DATABASE" or "SCHEMA"))
            return;
        SkipWords("IF", "EXISTS");
        while (true)
        {
            QualifiedName name = TableName();
            if (what == "TABLE")
                Content.DropTable(name, _statement);
            else if (what == "VIEW")
                Content.DropView(name, _statement);
            else
                DropDatabase(name.Name);
            if (SkipBlanks() != ',')
                return;
            _text.Next();
        }
    }

    private void DropDatabase(string name)
    {
        _kind = EditedKind.Database;
        Content.DropDatabase(name, _statement);
    }

    private void ReadInsert()
    {
        _text.Forget();
        _isInsert = true;
        int marks = _commentMarks;
        SkipWords(BetweenInsertAndName);
        QualifiedName name = TableName();
        if (DumpStatements.IsOfTheServer(name.Database ?? ""))
            Foreign ??= _statement;
        Table table = Content.TableFor(name, _statement);
        int columns = table.Columns;
        List<DumpColumn>? named = null;
        if (SkipBlanks() == '(')
        {
            named = ReadNames(table);
            columns = named.Count;
        }

        // Else INSERT ... SELECT or SET of somebody who appended to the backup: its rows cannot be counted here.
        bool hasRows = Word().ToUpperInvariant() is "VALUES" or "VALUE";
        if (hasRows)
        {
            RowCapture? capture = table.Wanted is { } structure ? _sink!.Rows(table.Database, table.Name, named ?? structure) : null;
            long rows = _rows.Read(table, columns, named is null, capture);
            table.Rows += rows;
            if (!AtDelimiter() && !IsLetter(SkipBlanks()))
                throw SqlText.Fault(Finding.RowBroken, _text.Here, table.ToString(), rows + 1);
        }

        if (_rows.Foreign is { } place)
            Foreign ??= place;
        if (!hasRows || !AtDelimiter() || _commentMarks != marks)
            Foreign ??= _statement;
    }

    /// <summary>(`a`,`b`)</summary>
    private List<DumpColumn> ReadNames(Table table)
    {
        List<DumpColumn> columns = [];
        do
        {
            _text.Next();
            string name = Name();
            if (columns.Count >= MaxColumns)
                throw SqlText.Fault(Finding.TableBroken, _statement, table.ToString());
            columns.Add(table.Wanted?.Find(column => column.Name == name) ?? new DumpColumn(name, ""));
        }
        while (SkipBlanks() == ',');

        if (_text.Next() != ')')
            throw SqlText.Fault(Finding.TableBroken, _statement, table.ToString());
        return columns;
    }

    /// <summary>The body of CREATE TABLE: at its top level a name in backticks begins a column, a word an index.</summary>
    private void ReadColumns(Table table)
    {
        if (SkipBlanks() != '(')
            return; // LIKE or AS SELECT
        int depth = 0;
        bool begins = false;
        do
        {
            int b = SkipBlanks();
            if (begins && b == '`')
            {
                table.Columns++;
                string name = Name();
                if (name == "version" && table.Name == "schema_version")
                    table.VersionColumn = table.Columns;
                if (table.Wanted?.Count < MaxColumns)
                    table.Wanted.Add(new DumpColumn(name, IsLetter(SkipBlanks()) ? Word().ToLowerInvariant() : ""));
            }

            b = SkipToOrOver(OfStructure);
            begins = b == '(' ? ++depth == 1 : b == ',' && depth == 1;
            if (b == ')')
                depth--;
            else if (b is ';' or < 0)
                throw SqlText.Fault(Finding.TableBroken, _statement, table.ToString());
            _text.Next();
        }
        while (depth > 0);
    }

    private void ReadDelimiter()
    {
        _text.Forget();
        string delimiter = _text.ReadLine(out bool ended).Trim();
        if (!ended || delimiter.Length is 0 or > 16)
            throw SqlText.Fault(Finding.StatementNotEnded, _statement);
        if (Array.IndexOf(Delimiters, delimiter) < 0)
            Foreign ??= _statement;
        _delimiter = SqlText.Bytes(delimiter);
        _stops = SqlText.Stops(['\'', '"', '`', '/', '*', '-', '#', delimiter[0]]);
    }

    /// <summary>To the delimiter and over it.</summary>
    private void SkipStatement()
    {
        while (!AtDelimiter())
        {
            if (SkipToOrOver(_stops) < 0)
                throw _inComment ? SqlText.Fault(Finding.CommentNotClosed, _comment) : SqlText.Fault(Finding.StatementNotEnded, _statement);
            // Half a delimiter, or a sign that means nothing here.
            if (!AtDelimiter())
                _text.Next();
        }

        if (_inComment)
            throw SqlText.Fault(Finding.CommentNotClosed, _comment);
        if (!_isInsert)
            Judge(_text.Recorded());
        _isInsert = false;
        _text.Skip(_delimiter.Length);
    }

    private void Judge(string? statement)
    {
        if (statement is not null)
            _sink?.Statement(statement);
        StatementKind kind = statement is null ? StatementKind.Foreign : DumpStatements.KindOf(statement);
        if (kind == StatementKind.Foreign || _restricted.Count >= MaxRestricted)
            Foreign ??= _statement;
        else if (kind == StatementKind.Restricted)
            _restricted.Add(new StatementRange(_statement.Offset, _text.Here.Offset + _delimiter.Length));
    }

    /// <summary>To the next sign of the table outside of quotes and comments.</summary>
    private int SkipToOrOver(bool[] stops)
    {
        while (true)
        {
            int b = _text.SkipTo(stops);
            if (b is '\'' or '"' or '`')
                _text.SkipQuoted();
            else if (b < 0 || !SkipCommentMark())
                return b;
        }
    }

    /// <summary>Steps over a comment, or over the marks of one whose inside a server executes.</summary>
    private bool SkipCommentMark()
    {
        if (_text.AtLineComment())
        {
            // Outside of quotes it is no text of somebody else: the statement before it has lost its end.
            if (_text.AtHeader())
                throw Dumps.BrokeOff(_text.Here);
            _text.SkipLine();
        }
        else if (AtCommentOfStatement())
        {
            _inComment = true;
            _comment = _text.Here;
            _text.Skip(_text.Peek(2) == '!' ? 3 : 4);
            while (_text.Peek() is >= '0' and <= '9')
                _text.Next();
        }
        else if (AtComment())
        {
            _text.SkipComment();
        }
        else if (_inComment && _text.Peek() == '*' && _text.Peek(1) == '/')
        {
            _inComment = false;
            _text.Skip(2);
        }
        else
        {
            return false;
        }

        _commentMarks++;
        return true;
    }

    private bool AtComment() => _text.Peek() == '/' && _text.Peek(1) == '*';

    private bool AtCommentOfStatement() => AtComment() && (_text.Peek(2) == '!' || (_text.Peek(2) == 'M' && _text.Peek(3) == '!'));

    private bool AtDelimiter() => _text.Peek() == _delimiter[0] && _text.StartsWith(_delimiter);

    private int SkipBlanks()
    {
        int b = _text.SkipBlanks();
        while (b >= 0 && SkipCommentMark())
            b = _text.SkipBlanks();
        return b;
    }

    /// <summary>The next word; nothing when something else comes.</summary>
    private string Word()
    {
        SkipBlanks();
        return _text.ReadWord() ?? throw SqlText.Fault(Finding.NameBroken, _text.Here);
    }

    private void SkipWords(params string[] words)
    {
        // Names are quoted, so a word that is not one of these ends it, and nothing is lost.
        while (IsLetter(SkipBlanks()) && words.Contains(PeekWord(), StringComparer.OrdinalIgnoreCase))
            Word();
    }

    private string PeekWord()
    {
        int length = 0;
        while (length < 16 && IsLetter(_text.Peek(length)))
            length++;
        return new string([.. Enumerable.Range(0, length).Select(i => (char)_text.Peek(i))]);
    }

    private static bool IsLetter(int b) => b is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    private QualifiedName TableName()
    {
        string name = Name();
        if (SkipBlanks() != '.')
            return new QualifiedName(null, name);
        _text.Next();
        return new QualifiedName(name, Name());
    }

    private string Name()
    {
        Place at = _text.Here;
        string? name = SkipBlanks() == '`' ? _text.ReadQuoted() : _text.ReadWord();
        return string.IsNullOrEmpty(name) ? throw SqlText.Fault(Finding.NameBroken, at) : name!;
    }

    private string Use(string database)
    {
        Dumps.Current?.Databases.Add(database);
        return database;
    }

    /// <summary>How the text begins, for a person to recognise.</summary>
    private string Beginning()
    {
        const int Length = 24;
        return new string([.. Enumerable.Range(0, Length).Select(i => _text.Peek(i)).TakeWhile(b => b >= 0).Select(b => b is >= ' ' and < 127 ? (char)b : '.')]);
    }
}

/// <summary>Where a statement stands in the unpacked text, with its delimiter.</summary>
internal readonly struct StatementRange
{
    public StatementRange(long start, long end)
    {
        Start = start;
        End = end;
    }

    public long Start { get; }

    public long End { get; }
}
