using System;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>A cmdlet that works on objects of a node, each with its own session unless one is given.</summary>
internal interface IObjectCmdlet
{
    /// <summary>The session to use instead of the object's own or the runspace's default.</summary>
    ZStackSession? Session { get; }
}

/// <summary>What such cmdlets have in common: which session, which object, and one error for each that fails.</summary>
internal static class ObjectWork
{
    public static ZStackException Invalid(string parameter, string reason) => new(ZStackErrorKind.InvalidArgument, parameter, reason);

    /// <summary>
    /// In <c>$backups | Save-ZStackDatabaseBackup ./folder</c> the binder gives the folder to <c>-Uuid</c>, and then has no place for the backups.
    /// Said once and in words, before the binder says it in riddles for each of them.
    /// </summary>
    /// <param name="backups">What the command line has bound; looked at before the pipeline binds anything.</param>
    /// <param name="second">The parameter that was probably meant.</param>
    public static void RefuseTwoSources<T>(this T cmdlet, BackupReference[] backups, string second)
        where T : ZStackCmdlet, IObjectCmdlet
    {
        if (cmdlet.MyInvocation.ExpectingInput && backups.Length > 0)
            cmdlet.ThrowFailure(Invalid("Uuid", Wording.Sentence(nameof(Messages.Arg_TwoSources), [backups[0].Text, second])), null, backups[0].Text);
    }

    /// <summary>The session for an object: its own, or one of the same node; never one of another node.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.SessionMismatch"/></exception>
    public static ZStackSession SessionFor<T>(this T cmdlet, ZStackSession? origin, string? server)
        where T : ZStackCmdlet, IObjectCmdlet
    {
        if (cmdlet.Session is null)
            return cmdlet.OwnSession(origin, server);
        string? owner = origin?.Server ?? server;
        return owner is null || owner == cmdlet.Session.Server ? cmdlet.Session : throw new ZStackException(ZStackErrorKind.SessionMismatch, owner, cmdlet.Session.Server);
    }

    public static ZStackSession SessionFor<T>(this T cmdlet, ObjectReference reference)
        where T : ZStackCmdlet, IObjectCmdlet => cmdlet.SessionFor(reference.Origin, reference.Server);

    /// <summary>Does the work for one item and writes what comes of it; a failure is one error, and the next item has its turn.</summary>
    /// <param name="tried">Name of the sentence that says what was tried, with node and item.</param>
    /// <param name="advice">What to do when the server itself refuses.</param>
    public static void ForItem<T>(this T cmdlet, ObjectReference item, string tried, string? advice, Func<ZStackSession, object?> work)
        where T : ZStackCmdlet, IObjectCmdlet
    {
        string node = item.Server ?? "";
        object? made = null;
        try
        {
            ZStackSession session = cmdlet.SessionFor(item);
            node = session.Server;
            cmdlet.RemoveLeftovers(session);
            made = work(session);
        }
        catch (ZStackException e)
        {
            cmdlet.WriteFailure(e, e.Kind is ZStackErrorKind.InvalidArgument or ZStackErrorKind.JobTimeout ? null : new Attempt(Wording.Sentence(tried, [node, item.Text]), advice), item.ToString());
        }

        if (made is not null)
            cmdlet.Emit(made);
    }

    /// <summary>The record as the node has it now.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName, InvalidArgument.</exception>
    public static DatabaseBackupRecord Find<T>(this T cmdlet, BackupReference backup, ZStackSession session, string parameter)
        where T : ZStackCmdlet, IObjectCmdlet
    {
        backup.Check(parameter);
        return cmdlet.Wait((events, token) => new ZStackClient(session, events).GetBackupAsync(backup.Uuid, backup.Text, token));
    }

    /// <summary>The uuid of a storage; a name is looked up.</summary>
    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName, InvalidArgument.</exception>
    public static string StorageUuid<T>(this T cmdlet, StorageReference storage, ZStackSession session, string parameter)
        where T : ZStackCmdlet, IObjectCmdlet
    {
        storage.Check(parameter);
        if (storage.Server is not null && storage.Server != session.Server)
            throw new ZStackException(ZStackErrorKind.SessionMismatch, storage.Server, session.Server);
        if (storage.Uuid is not null)
            return storage.Uuid;
        BackupStorage found = cmdlet.Wait((events, token) => new ZStackClient(session, events).GetStorageAsync(storage.Text, token));
        CompletionCache.Current?.Add(found);
        return found.Uuid!;
    }

    /// <summary>A storage in a sentence: by its name and uuid where this runspace has seen it, else by its uuid. Nothing is asked for the wording.</summary>
    public static string StorageName(string? uuid, ZStackSession session) =>
        uuid is null ? "?" : CompletionCache.Current?.SeenStorage(session.Server, uuid)?.Name is { Length: > 0 } name ? $"{name} ({uuid})" : uuid;

    /// <summary>Asks, with one sentence for the question, for <c>-WhatIf</c> and for the verbose stream.</summary>
    public static bool Confirmed<T>(this T cmdlet, string sentence, params object[] facts)
        where T : ZStackCmdlet, IObjectCmdlet
    {
        string words = Wording.Sentence(sentence, facts);
        return cmdlet.ShouldProcess(words, words, Messages.Confirm_Caption);
    }
}
