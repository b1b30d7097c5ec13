using System;
using ZStack.Backup.Client.Models;

namespace ZStack.Backup;

/// <summary>How far a job is.</summary>
public enum ZStackJobState
{
    /// <summary>The node works on it, or it is not known yet whether the node has it.</summary>
    Running,

    /// <summary>Done; the result is in <see cref="ZStackJob.Output"/>.</summary>
    Succeeded,

    /// <summary>The node ended it with an error, which is in <see cref="ZStackJob.ErrorId"/> and <see cref="ZStackJob.Reason"/>.</summary>
    Failed,
}

/// <summary>A change that the node works on. Holds all that is needed to wait for it later, also in another process.</summary>
public sealed class ZStackJob : ServerObject
{
    private string? _reason;

    /// <summary>32 lower-case hex digits, made here. Whoever knows it can read the job's result.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>Name of the API operation, such as <c>CreateDatabaseBackup</c>; <c>null</c> when only the id is known.</summary>
    public string? Operation { get; internal init; }

    /// <summary>When the node was last asked; it does not change by itself.</summary>
    public ZStackJobState State { get; internal init; }

    /// <summary>When it was sent, by this machine's clock.</summary>
    public DateTimeOffset? SubmittedAt { get; internal init; }

    /// <summary>How long the node allows it; <c>null</c> when it does not say.</summary>
    public TimeSpan? ServerTimeout { get; internal init; }

    /// <summary>The backup that the job works on, 32 lower-case hex digits. For a new backup it is chosen here before the job is sent. <c>null</c> when the job is about no record, or only its id is known.</summary>
    public string? BackupUuid { get; internal init; }

    /// <summary><c>null</c> when the job is about no record, or the name is not known.</summary>
    public string? BackupName { get; internal init; }

    /// <summary>The storages that it works on; for a copy, the one it goes to.</summary>
    public ItemList<string> BackupStorageUuids { get; internal init; } = ItemList<string>.Empty;

    /// <summary>What the operation gave, once it has succeeded: a <see cref="DatabaseBackupRecord"/>, <see cref="DatabaseBackupExport"/> or <see cref="SyncResult"/>. <c>null</c> for an operation that gives nothing.</summary>
    public object? Output { get; internal init; }

    /// <summary>Error id, such as <c>ZStack.SYS.1006</c>, once it has failed.</summary>
    public string? ErrorId => Failure?.ErrorId;

    /// <summary>What the server said, once it has failed. English until the PowerShell module has worded it for its user.</summary>
    public string? Reason
    {
        get => _reason ?? Failure?.Message;
        internal set => _reason = value;
    }

    /// <summary>The same, to be worded for the user.</summary>
    internal ZStackException? Failure { get; init; }

    /// <summary>It is not known whether the node has taken it, and cannot be found out any more.</summary>
    internal bool IsInDoubt { get; init; }

    /// <summary>The node has said by this id that it has the job, and not only taken the request.</summary>
    internal bool IsHeard { get; init; }

    /// <returns>The id.</returns>
    public override string ToString() => Id;

    /// <summary>Now sent, to this node.</summary>
    internal ZStackJob Submitted(string id, INode node) => Copy(id, ZStackJobState.Running, null, null, DateTimeOffset.Now, null, node);

    /// <summary>The same job, of this node.</summary>
    internal ZStackJob On(INode node) => Copy(Id, State, Output, Failure, SubmittedAt, ServerTimeout, node);

    internal ZStackJob Allowed(TimeSpan? time) => Copy(Id, State, Output, Failure, SubmittedAt, time, Origin);

    internal ZStackJob InDoubt() => Copy(Id, State, Output, Failure, SubmittedAt, ServerTimeout, Origin, isInDoubt: true);

    internal ZStackJob Heard() => Copy(Id, State, Output, Failure, SubmittedAt, ServerTimeout, Origin, isHeard: true);

    /// <summary>As the node has told, which ends all doubt.</summary>
    internal ZStackJob With(ZStackJobState state, object? output = null, ZStackException? failure = null) =>
        Copy(Id, state, output, failure, SubmittedAt, ServerTimeout, Origin, isInDoubt: false, isHeard: true);

    private ZStackJob Copy(string id, ZStackJobState state, object? output, ZStackException? failure, DateTimeOffset? submittedAt, TimeSpan? allowed, INode? node, bool? isInDoubt = null, bool? isHeard = null) => new()
    {
        Id = id,
        Operation = Operation,
        State = state,
        SubmittedAt = submittedAt,
        ServerTimeout = allowed,
        BackupUuid = BackupUuid,
        BackupName = BackupName,
        BackupStorageUuids = BackupStorageUuids,
        Output = output,
        Failure = failure,
        IsInDoubt = isInDoubt ?? IsInDoubt,
        IsHeard = isHeard ?? IsHeard,
        Server = node?.Server ?? Server,
        Origin = node ?? Origin,
    };
}
