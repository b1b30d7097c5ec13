using System;
using System.Collections.Generic;
using System.IO;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Restores;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Client.Testing;

namespace ClientProgram;

/// <summary>
/// A program that uses the client without PowerShell: it connects, lists, tests a file, and says what a restore would meet.
/// All that it prints are the client's own sentences.
/// </summary>
public static class Program
{
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <param name="args">Address of the node, user, password, and a backup file to test, if any.</param>
    /// <returns>0; 1 for a failure, which is said.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        if (args.Count < 3)
        {
            await errors.WriteLineAsync("Usage: ClientProgram <node> <user> <password> [backup file]");
            return 1;
        }

        try
        {
            var settings = new ConnectionSettings(ServerAddress.Parse(args[0]));
            using SecureString password = Secret(args[2]);
            using ZStackSession session = await ZStackClient.ConnectAsync(settings, new PasswordLogIn(LogInType.Account, args[1], password), null, reconnect: true, new Printed(output), CancellationToken.None);
            await output.WriteLineAsync($"Connected to {session.Server} as {session.User}.");
            var client = new ZStackClient(session);
            DatabaseBackupRecord? newest = await ListAsync(client, output);
            if (args.Count > 3)
                await TestAsync(args[3], output);
            if (newest is not null)
                await PreviewAsync(session, newest, output);
            await client.DisconnectAsync(CancellationToken.None);
            return 0;
        }
        catch (ZStackException e)
        {
            await errors.WriteLineAsync($"{e.Id}: {e.Message}");
            return 1;
        }
    }

    private static async Task<DatabaseBackupRecord?> ListAsync(ZStackClient client, TextWriter output)
    {
        DatabaseBackupRecord? newest = null;
        using PageReader<DatabaseBackupRecord> records = client.ReadBackups(new BackupQuery(), 0, 10, () => { }, CancellationToken.None);
        while (records.TryRead(out DatabaseBackupRecord? record))
        {
            newest ??= record;
            await output.WriteLineAsync($"{record!.CreateDate:yyyy-MM-dd HH:mm:ss zzz}  {record.Version}  {record.Name}");
        }

        return newest;
    }

    private static async Task TestAsync(string file, TextWriter output)
    {
        BackupTestResult result = BackupTester.Test(new BackupTestRequest { FullName = Path.GetFullPath(file), Level = BackupTestLevel.Structure }, null, CancellationToken.None);
        await output.WriteLineAsync(result.ToString());
        foreach (BackupTestCheck check in result.Checks)
            await output.WriteLineAsync($"  {check.Outcome} {check.Name}: {check.Reason}");
    }

    /// <summary>What -WhatIf of the cmdlet does: all checks, and nothing that changes anything.</summary>
    private static async Task PreviewAsync(ZStackSession session, DatabaseBackupRecord backup, TextWriter output)
    {
        var run = new RestoreRun(session, new RestoreSource(backup));
        await output.WriteLineAsync($"What a restore of {backup} would meet:");
        foreach (RestoreCheck check in await run.CheckAsync([], new CopyFolders([], null), null, CancellationToken.None))
            await output.WriteLineAsync($"  {check.Outcome} {check.Name}: {check.Reason}");
    }

    private static SecureString Secret(string text)
    {
        var secret = new SecureString();
        foreach (char c in text)
            secret.AppendChar(c);
        return secret;
    }

    private sealed class Printed(TextWriter output) : IProgress<ClientEvent>
    {
        public void Report(ClientEvent value) => output.WriteLine("  " + value);
    }
}
