using System;
using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that work on one object of one node: which session, and which object.</summary>
public abstract class ChangeCmdlet : ZStackCmdlet
{
    /// <summary>The session to use instead of the object's own or the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public ZStackSession? Session { get; set; }

    private protected static ZStackException Invalid(string parameter, string reason) => new(ZStackErrorKind.InvalidArgument, parameter, reason);

    /// <summary>
    /// In <c>$backups | Save-ZStackDatabaseBackup ./folder</c> the binder gives the folder to <c>-Uuid</c>, and then has no place for the backups.
    /// Said once and in words, before the binder says it in riddles for each of them.
    /// </summary>
    /// <param name="backups">What the command line has bound; looked at before the pipeline binds anything.</param>
    /// <param name="second">The parameter that was probably meant.</param>
    private protected void RefuseTwoSources(BackupReference[] backups, string second)
    {
        if (MyInvocation.ExpectingInput && backups.Length > 0)
            ThrowFailure(Invalid("Uuid", Wording.Sentence(nameof(Messages.Arg_TwoSources), [backups[0].Text, second])), null, backups[0].Text);
    }

    /// <summary>The session for an object: its own, or one of the same node; never one of another node.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.SessionMismatch"/></exception>
    private protected ZStackSession SessionFor(ZStackSession? origin, string? server)
    {
        if (Session is null)
            return OwnSession(origin, server);
        string? owner = origin?.Server ?? server;
        return owner is null || owner == Session.Server ? Session : throw new ZStackException(ZStackErrorKind.SessionMismatch, owner, Session.Server);
    }

    private protected ZStackSession SessionFor(ObjectReference reference) => SessionFor(reference.Origin, reference.Server);

    /// <summary>Does the work for one item and writes what comes of it; a failure is one error, and the next item has its turn.</summary>
    /// <param name="tried">Name of the sentence that says what was tried, with node and item.</param>
    /// <param name="advice">What to do when the server itself refuses.</param>
    private protected void ForItem(ObjectReference item, string tried, string? advice, Func<ZStackSession, object?> work)
    {
        string node = item.Server ?? "";
        object? made = null;
        try
        {
            ZStackSession session = SessionFor(item);
            node = session.Server;
            RemoveLeftovers(session);
            made = work(session);
        }
        catch (ZStackException e)
        {
            WriteFailure(e, e.Kind is ZStackErrorKind.InvalidArgument or ZStackErrorKind.JobTimeout ? null : new Attempt(Wording.Sentence(tried, [node, item.Text]), advice), item.ToString());
        }

        if (made is not null)
            Emit(made);
    }

    /// <summary>The record as the node has it now.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName, InvalidArgument.</exception>
    private protected DatabaseBackupRecord Find(BackupReference backup, ZStackSession session, string parameter)
    {
        backup.Check(parameter);
        return Wait((events, token) => new ZStackClient(session, events).GetBackupAsync(backup.Uuid, backup.Text, token));
    }

    /// <summary>The uuid of a storage; a name is looked up.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName, InvalidArgument.</exception>
    private protected string StorageUuid(StorageReference storage, ZStackSession session, string parameter)
    {
        storage.Check(parameter);
        if (storage.Server is not null && storage.Server != session.Server)
            throw new ZStackException(ZStackErrorKind.SessionMismatch, storage.Server, session.Server);
        if (storage.Uuid is not null)
            return storage.Uuid;
        BackupStorage found = Wait((events, token) => new ZStackClient(session, events).GetStorageAsync(storage.Text, token));
        CompletionCache.Current?.Add(found);
        return found.Uuid!;
    }

    /// <summary>A storage in a sentence: by its name and uuid where this runspace has seen it, else by its uuid. Nothing is asked for the wording.</summary>
    private protected static string StorageName(string? uuid, ZStackSession session) =>
        uuid is null ? "?" : CompletionCache.Current?.SeenStorage(session.Server, uuid)?.Name is { Length: > 0 } name ? $"{name} ({uuid})" : uuid;

    /// <summary>Asks, with one sentence for the question, for <c>-WhatIf</c> and for the verbose stream.</summary>
    private protected bool Confirmed(string sentence, params object[] facts)
    {
        string words = Wording.Sentence(sentence, facts);
        return ShouldProcess(words, words, Messages.Confirm_Caption);
    }
}
