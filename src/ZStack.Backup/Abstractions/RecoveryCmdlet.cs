using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Vault;
using ZStack.Backup.Errors;
using ZStack.Backup.Pipeline;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that put together what nodes know and what lies at home.</summary>
public abstract class RecoveryCmdlet : ZStackCmdlet, ISeveralSessions
{
    /// <summary>Nodes to ask at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [ArgumentCompleter(typeof(Binding.Completion.NoCompleter))]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>The sessions to use instead of the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public ZStackSession[]? Session { get; set; }

    /// <summary>Asks each node for its records, its version and its storages. What does not answer is an error of its own.</summary>
    /// <param name="tried">Names the sentence on what a node was asked for.</param>
    private protected IReadOnlyList<RecoveryAnswers> AskNodes(IReadOnlyList<ZStackSession> sessions, ICollection<DatabaseBackupRecord> records, string tried)
    {
        RecoveryAnswers[] answers = [.. sessions.Select(session => new RecoveryAnswers(session))];
        using var fanOut = new FanOut<RecoveryAnswers, DatabaseBackupRecord>(answers, ThrottleLimit, (answer, feed, stopping) => answer.Ask(Mailbox, feed, stopping), Mailbox, Cancellation);
        Drain(fanOut, (_, record) => records.Add(record), (answer, failure) => Report(answer, failure, tried), answer => Wording.Sentence(nameof(Messages.Wait_Node), [answer.Session.Server]));
        return answers;
    }

    /// <summary>What lies in a vault. What cannot be read is an error of its own.</summary>
    /// <returns>Whether anything could be read, if only that there is nothing.</returns>
    private protected bool ReadVault(string path, bool recurse, ICollection<SavedBackup> found)
    {
        try
        {
            (int read, int failed) = (0, 0);
            foreach (VaultEntry entry in VaultReader.Read(FilePath.Resolve(this, path), recurse))
            {
                if (Cancellation.IsCancellationRequested)
                    throw new PipelineStoppedException();
                if (entry.Failure is { } failure)
                {
                    WriteFailure(failure, new Attempt(Wording.Sentence(nameof(Messages.Tried_ReadVault), [entry.Path])), entry.Path);
                    failed++;
                }
                else
                {
                    found.Add(entry.Backup!);
                    read++;
                }
            }

            return failed == 0 || read > 0;
        }
        catch (ZStackException e)
        {
            WriteFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_ReadVault), [path])), path);
            return false;
        }
    }

    private void Report(RecoveryAnswers answers, Exception failure, string tried)
    {
        if (failure is not ZStackException known)
            throw new InvalidOperationException(failure.Message, failure);
        WriteFailure(known, new Attempt(Wording.Sentence(tried, [answers.Session.Server])), answers.Session.Server);
    }

    /// <summary>What one node said.</summary>
    private protected sealed class RecoveryAnswers
    {
        public RecoveryAnswers(ZStackSession session) => Session = session;

        public ZStackSession Session { get; }

        public string? Version { get; private set; }

        public IReadOnlyDictionary<string, BackupStorage>? Storages { get; private set; }

        public RecoveryNode ToNode() => new(Session.Server) { Version = Version, Storages = Storages };

        /// <summary>On a thread of its own: all that the node says, however much that is.</summary>
        public void Ask(Mailbox mailbox, Feed<DatabaseBackupRecord> feed, CancellationToken stopping)
        {
            var client = new ZStackClient(Session, mailbox);
            using (PageReader<DatabaseBackupRecord> records = client.ReadBackups(new BackupQuery(), 0, long.MaxValue, () => { }, stopping))
            {
                while (records.TryRead(out DatabaseBackupRecord? record))
                    feed.Add(record!);
            }

            // What it does not say of itself is not known, and its records come all the same.
            ZStackException? failure = null;
            try
            {
                Version = Blocking.Result(client.VersionAsync(stopping));
            }
            catch (ZStackException e)
            {
                failure = e;
            }

            using PageReader<BackupStorage> storages = client.ReadStorages([], [], backupOnly: false, () => { }, stopping);
            var found = new Dictionary<string, BackupStorage>();
            while (storages.TryRead(out BackupStorage? storage))
                found[storage!.Uuid ?? ""] = storage;
            Storages = found;
            if (failure is not null)
                throw failure;
        }
    }
}
