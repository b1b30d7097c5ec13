using System;
using System.Collections.Generic;
using ZStack.Backup.Client.Vault;

namespace ZStack.Backup.Client.Kits;

/// <summary>All that is known when a recovery kit is made.</summary>
internal sealed class KitFacts
{
    public DateTimeOffset Now { get; init; }

    public string? ModuleVersion { get; init; }

    public string? Note { get; init; }

    /// <summary>The nodes that were asked, whether they answered or not.</summary>
    public IReadOnlyCollection<KitNodeFacts> Nodes { get; init; } = [];

    /// <summary>As <see cref="RecoveryPoints.Find"/> has ordered them.</summary>
    public IReadOnlyList<RecoveryPoint> Points { get; init; } = [];

    /// <summary>Backups of each node, counted from the newest; the newest proven one comes on top.</summary>
    public int Latest { get; init; }

    /// <summary>Whether the newest proven dump of each node is to lie in the kit.</summary>
    public bool Includes { get; init; }

    /// <summary>Takes secrets out of text from outside: a name may hold one, too.</summary>
    public Func<string, string> Clean { get; init; } = text => text;

    /// <summary>The kit that this one replaces.</summary>
    public RecoveryKit? Older { get; init; }
}

/// <summary>What a node that was asked said of itself.</summary>
internal sealed class KitNodeFacts
{
    public string Server { get; init; } = "";

    public string? Url { get; init; }

    public string? CertificateThumbprint { get; init; }

    /// <summary><c>null</c> when it did not say.</summary>
    public string? Version { get; init; }

    /// <summary><c>null</c> when it did not say.</summary>
    public IReadOnlyCollection<BackupStorage>? Storages { get; init; }

    /// <summary>It told its records and its storages.</summary>
    public bool Reached { get; init; }

    public static KitNodeFacts Of(ZStackSession session, string? version, IEnumerable<BackupStorage>? storages) => new()
    {
        Server = session.Server,
        Url = session.Url,
        CertificateThumbprint = session.Settings.CertificateThumbprint,
        Version = version,
        Storages = storages is null ? null : [.. storages],
        Reached = storages is not null,
    };
}
