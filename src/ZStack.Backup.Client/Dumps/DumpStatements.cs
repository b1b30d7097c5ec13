using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Dumps;

/// <summary>What a statement of a dump is to a loader.</summary>
internal enum StatementKind
{
    /// <summary>mysqldump writes it, and an account with rights on its own databases may execute it.</summary>
    Plain,

    /// <summary>mysqldump writes it, and only an administrator may execute it. Says nothing about the data.</summary>
    Restricted,

    /// <summary>No mysqldump writes it.</summary>
    Foreign,
}

/// <summary>
/// The statements that mysqldump and mariadb-dump write: MySQL 5.5 to 8.4, MariaDB 5.5 to 11, also with --master-data.
/// Everything else is foreign. Rows are not looked at here, but in <see cref="RowReader"/>.
/// </summary>
internal static class DumpStatements
{
    private const string Id = "(?:`[^` ]*`|[A-Z0-9_$]+)";
    private const string Name = Id + "(?: \\. " + Id + ")?";
    private const string Text = "'[^']*'";
    private const string Definer = "(?:DEFINER = (?:" + Id + "|" + Text + ") (?:@ ?)?(?:" + Id + "|" + Text + "|@[A-Z0-9_.]+) )?";

    // Others have bytes in their characters that are a backslash or a quote to a reader who does not know them.
    private const string Charset = "'?(?:UTF8|UTF8MB3|UTF8MB4|LATIN1|LATIN2|ASCII|BINARY)'?";
    private const string Collation = "'?(?:UTF8|UTF8MB3|UTF8MB4|LATIN1|LATIN2|ASCII|BINARY)[A-Z0-9_]*'?";

    private const string Saved = "@(?:OLD|SAVED?)_[A-Z_]+";

    private static readonly string[] Assignments =
    [
        "@(?:OLD|SAVED?)_[A-Z_]+ = @@(?:SESSION \\. )?(?:CHARACTER_SET_(?:CLIENT|RESULTS|CONNECTION)|COLLATION_CONNECTION|TIME_ZONE|SQL_MODE|UNIQUE_CHECKS|FOREIGN_KEY_CHECKS|SQL_NOTES|NOTE_VERBOSITY|AUTOCOMMIT|SQL_QUOTE_SHOW_CREATE)",
        "NAMES " + Charset + "(?: COLLATE " + Collation + ")?",
        "CHARACTER_SET_(?:CLIENT|RESULTS|CONNECTION) = (?:" + Charset + "|NULL|" + Saved + ")",
        "COLLATION_CONNECTION = (?:" + Collation + "|" + Saved + ")",
        "TIME_ZONE = (?:" + Text + "|" + Saved + ")",
        "SQL_MODE = (?:" + Text + "|" + Saved + ")",
        "(?:@@)?(?:UNIQUE_CHECKS|FOREIGN_KEY_CHECKS|SQL_NOTES|NOTE_VERBOSITY|AUTOCOMMIT|SQL_QUOTE_SHOW_CREATE) = (?:0|1|ON|OFF|" + Saved + ")",
    ];

    private static readonly Regex Plain = Any(
        "SET " + List(string.Join("|", Assignments)),
        "DROP (?:TABLE|VIEW|SEQUENCE) (?:IF EXISTS )?" + List(Name),
        "DROP (?:TRIGGER|PROCEDURE|FUNCTION) (?:IF EXISTS )?" + Name,
        "(?:CREATE (?:DATABASE|SCHEMA) (?:IF NOT EXISTS )?|ALTER (?:DATABASE|SCHEMA) )" + Id + "(?: DEFAULT| CHARACTER SET| CHARSET| COLLATE| ENCRYPTION| =| " + Charset + "| " + Collation + "| '[YN]')*",
        "DROP (?:DATABASE|SCHEMA) IF EXISTS " + Id,
        "USE " + Id,
        "LOCK TABLES " + List(Name + " (?:WRITE|READ|READ LOCAL)"),
        "UNLOCK TABLES",
        "ALTER TABLE " + Name + " (?:DISABLE|ENABLE) KEYS",
        "CREATE SEQUENCE (?:IF NOT EXISTS )?" + Name + "(?: START WITH| MINVALUE| NO| MAXVALUE| INCREMENT BY| CACHE| NOCACHE| CYCLE| NOCYCLE| ENGINE =| INNODB| MYISAM| -| 0)*",
        "(?:DO|SELECT) SETVAL \\( " + Name + "(?: , -? ?0)+ \\)",
        "COMMIT|START TRANSACTION");

    private static readonly Regex Restricted = Any(
        "SET @MYSQLDUMP_TEMP_LOG_BIN = @@(?:SESSION \\. )?SQL_LOG_BIN",
        "SET @@SESSION \\. SQL_LOG_BIN = (?:0|@MYSQLDUMP_TEMP_LOG_BIN)",
        "SET @@GLOBAL \\. GTID_PURGED = (?:'\\+' )?'[0-9A-F:,\\-\\\\N\\s_]*'",
        "SET GLOBAL GTID_SLAVE_POS = '[0-9,\\-]*'",
        "CHANGE (?:MASTER|REPLICATION SOURCE)(?: '[^']*')? TO " + List("(?:(?:MASTER|SOURCE)_LOG_FILE = '[^'/\\\\]*'|(?:MASTER|SOURCE)_LOG_POS = 0|MASTER_USE_GTID = SLAVE_POS)"),
        "DROP EVENT (?:IF EXISTS )?" + Name);

    private static readonly Regex Table = new("^CREATE TABLE (?:IF NOT EXISTS )?" + Name + " \\( ", Options);
    private static readonly Regex View = new("^CREATE (?:OR REPLACE )?(?:ALGORITHM = [A-Z]+ )?" + Definer + "(?:SQL SECURITY [A-Z]+ )?VIEW " + Name + " (?:\\( [^()]* \\) )?AS (?:SELECT|WITH|\\() ", Options);
    private static readonly Regex Trigger = new("^CREATE " + Definer + "TRIGGER (?:IF NOT EXISTS )?" + Name + " (?:BEFORE|AFTER) (?:INSERT|UPDATE|DELETE) ON " + Name + " FOR EACH ROW (?:(?:FOLLOWS|PRECEDES) " + Id + " )?(?<body>.*)$", Options);
    private static readonly Regex Routine = new("^CREATE " + Definer + "(?:PROCEDURE|FUNCTION) (?:IF NOT EXISTS )?" + Name + " \\( (?<head>.*?)(?<body>(?:BEGIN|RETURN|SELECT|UPDATE|INSERT|DELETE|IF|SET) .*)$", Options);
    private static readonly Regex Event = new("^CREATE " + Definer + "EVENT (?:IF NOT EXISTS )?" + Name + " ON SCHEDULE (?<head>.*?) DO (?<body>.*)$", Options);

    // Of a body that is stored now and executed later, perhaps by the rows that follow.
    private static readonly Regex Dangerous = new(
        "(?<! \\.)(?:^| )(?:(?:GLOBAL|PERSIST|PERSIST_ONLY|OUTFILE|DUMPFILE|INFILE|LOAD|LOAD_FILE|GRANT|REVOKE|PREPARE|EXECUTE|INSTALL|UNINSTALL|SONAME|PLUGIN|SHUTDOWN|RESTART|KILL|SLEEP|BENCHMARK|GET_LOCK|FLUSH|PURGE|TABLESPACE|IDENTIFIED|ALTER|RENAME)(?![A-Z0-9_$])"
            + "|(?:CREATE|DROP) (?!TEMPORARY)|`?(?:MYSQL|PERFORMANCE_SCHEMA|SYS)`? \\. |@@(?!SESSION|SQL_MODE|TIME_ZONE|FOREIGN_KEY_CHECKS|UNIQUE_CHECKS|IDENTITY|LAST_INSERT_ID|ROWCOUNT|ERROR_COUNT|WARNING_COUNT))",
        Options | RegexOptions.IgnoreCase);

    // Rows from elsewhere, or files from elsewhere.
    private static readonly Regex OfOtherTables = new(" SELECT | TABLE |\\( LIKE | DIRECTORY | CONNECTION =? ?'| UNION =? ?\\(", Options);
    private static readonly Regex Engine = new(" ENGINE (?:= )?(?!=)(?!(?:INNODB|MYISAM|MEMORY|ARIA|ROCKSDB|TOKUDB|ARCHIVE|NDBCLUSTER)(?: |$))", Options);
    private static readonly Regex AssignsOrStores = new(" INTO | : = ", Options);
    private static readonly Regex OddModes = new("SQL_MODE = '[^']*(?:NO_BACKSLASH_ESCAPES|ANSI|DB2|MAXDB|MSSQL|ORACLE|POSTGRESQL)", Options);
    private static readonly Regex OfTheServer = new("(?:^(?:USE|(?:CREATE|DROP|ALTER) (?:DATABASE|SCHEMA)(?: IF EXISTS| IF NOT EXISTS)?) `?(?:mysql|performance_schema|information_schema|sys)`?(?: |$))|(?: `?(?:mysql|performance_schema|information_schema|sys)`? \\. )", Options | RegexOptions.IgnoreCase);
    private static readonly string[] BeforeBlock = ["", ";", "THEN", "ELSE", "DO", "LOOP", "REPEAT", ":", "SQLEXCEPTION", "SQLWARNING", "FOUND", "ROW", "SQL", "DETERMINISTIC", ")"];
    private static readonly string[] Loops = ["IF", "WHILE", "LOOP", "REPEAT"];

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <param name="statement">Without its delimiter, one character a byte.</param>
    public static StatementKind KindOf(string statement)
    {
        if (StatementText.Readings(statement) is not { } readings)
            return StatementKind.Foreign;
        return readings.Select(KindOfReading).DefaultIfEmpty(StatementKind.Plain).Max();
    }

    /// <summary>A name of the server's own: rows for it are accounts and rights.</summary>
    public static bool IsOfTheServer(string database) => database.ToUpperInvariant() is "MYSQL" or "INFORMATION_SCHEMA" or "PERFORMANCE_SCHEMA" or "SYS";

    private static StatementKind KindOfReading(string text)
    {
        if (OfTheServer.IsMatch(text) || OddModes.IsMatch(text))
            return StatementKind.Foreign;
        if (Plain.IsMatch(text) || IsPlainTable(text) || IsPlainView(text))
            return StatementKind.Plain;
        if (Restricted.IsMatch(text))
            return StatementKind.Restricted;
        Match body = Trigger.Match(text);
        if (!body.Success)
            body = Routine.Match(text);
        if (body.Success)
            return IsOneBody(body) ? StatementKind.Plain : StatementKind.Foreign;
        body = Event.Match(text);
        return body.Success && IsOneBody(body) ? StatementKind.Restricted : StatementKind.Foreign;
    }

    private static bool IsPlainTable(string text)
    {
        if (!Table.IsMatch(text))
            return false;
        string body = WithoutText(text.Substring("CREATE TABLE".Length));
        return !Dangerous.IsMatch(body) && !OfOtherTables.IsMatch(body) && !Engine.IsMatch(body) && IsOneStatement(body);
    }

    private static bool IsPlainView(string text)
    {
        if (!View.IsMatch(text))
            return false;
        string body = WithoutText(text.Substring("CREATE ".Length));
        return !Dangerous.IsMatch(body) && !AssignsOrStores.IsMatch(body) && IsOneStatement(body);
    }

    private static bool IsOneStatement(string text) => !text.Split(' ').Contains(";");

    private static bool IsOneBody(Match match)
    {
        string body = match.Groups["body"].Value;
        return !Dangerous.IsMatch(WithoutText(match.Groups["head"].Value + " " + body))
            && IsOneBody(WithoutText(body).Split([' '], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>One simple statement, or one block from BEGIN to its END: what follows would be executed at once.</summary>
    private static bool IsOneBody(string[] words)
    {
        int depth = 0;
        bool closed = false;
        for (int i = 0; i < words.Length; i++)
        {
            string before = i == 0 ? "" : words[i - 1];
            string behind = i + 1 < words.Length ? words[i + 1] : "";
            if (closed)
            {
                // The label of the block.
                if (words[i] != ";" && !(before == "END" && i == words.Length - 1))
                    return false;
            }
            else if (words[i] == "BEGIN")
            {
                if (Array.IndexOf(BeforeBlock, before) < 0)
                    return false;
                depth++;
            }
            else if (words[i] == "CASE" && before != "END")
            {
                depth++;
            }
            else if (words[i] == "END" && Array.IndexOf(Loops, behind) < 0)
            {
                depth--;
                closed = depth <= 0 && words[0] == "BEGIN";
            }
            else if (words[i] == ";" && depth == 0)
            {
                closed = true;
            }
        }

        return depth == 0;
    }

    private static string WithoutText(string text) => Regex.Replace(text, "'[^']*'", "''");

    private static string List(string one) => "(?:" + one + ")(?: , (?:" + one + "))*";

    private static Regex Any(params string[] patterns) => new("^(?:" + string.Join("|", patterns) + ")(?: ;)*$", Options);
}
