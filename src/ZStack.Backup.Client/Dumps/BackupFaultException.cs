using System;
using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Reading found something that ends the check: the file is not what it should be.</summary>
/// <remarks>Never leaves the tester, which turns it into a check of the result.</remarks>
internal sealed class BackupFaultException : Exception
{
    public BackupFaultException(string check, Finding finding, params object[] facts)
        : base($"{check}: {finding} ({string.Join("; ", facts)})")
    {
        Check = check;
        Found = new Statement(finding, facts);
    }

    public string Check { get; }

    public Statement Found { get; }
}

/// <summary>Names of the checks, as users see and filter them.</summary>
internal static class CheckNames
{
    public const string NotEmpty = "NotEmpty";
    public const string Checksum = "Checksum";
    public const string Gzip = "Gzip";
    public const string IsDump = "IsDump";
    public const string Statements = "Statements";
    public const string ForeignStatements = "ForeignStatements";
    public const string NodeRestore = "NodeRestore";
    public const string Dumps = "Dumps";
    public const string Databases = "Databases";
    public const string Tables = "Tables";
    public const string Version = "Version";
    public const string Restore = "Restore";
    public const string RestoredTables = "RestoredTables";
    public const string RestoredRows = "RestoredRows";
}
