using System;

namespace ZStack.Backup.Client.Json;

/// <summary>A session that the server has just opened.</summary>
internal sealed class OpenedSession
{
    public OpenedSession(string id, string? accountUuid, string? userUuid, DateTime? createDate)
    {
        Id = id;
        AccountUuid = accountUuid;
        UserUuid = userUuid;
        CreateDate = createDate;
    }

    /// <summary>A secret.</summary>
    public string Id { get; }

    /// <summary>The session that this one was opened with. It ends after it, because the server may tie the two together.</summary>
    public string? ParentId { get; init; }

    public string? AccountUuid { get; }

    public string? UserUuid { get; }

    /// <summary>Wall time of the server.</summary>
    public DateTime? CreateDate { get; }
}
