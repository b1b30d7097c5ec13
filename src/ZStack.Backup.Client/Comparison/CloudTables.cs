using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Comparison;

/// <summary>Two states of a cloud, as far as they are compared, and what is not known of them.</summary>
internal sealed class CloudTables
{
    private readonly ResourceTable?[] _tables = new ResourceTable?[ResourceSchema.All.Count];
    private readonly object?[,] _unknown = new object?[ResourceSchema.All.Count, 2];

    /// <param name="kinds">Those that are asked for.</param>
    /// <param name="hasOwners">Both sides can tell who owns a resource.</param>
    /// <param name="withAccounts">Accounts are read even if nobody asked: which of them are there tells who looks.</param>
    public CloudTables(IEnumerable<ResourceKind> kinds, bool hasOwners, bool withAccounts = false)
    {
        Asked = [.. kinds.Distinct().OrderBy(kind => kind)];
        foreach (ResourceKind kind in Asked)
            _tables[(int)kind] = new ResourceTable(ResourceSchema.Of(kind));
        // Whether a VM finds its disk again is said by its volume.
        if (Asked.Contains(ResourceKind.VmInstance))
            _tables[(int)ResourceKind.Volume] ??= new ResourceTable(ResourceSchema.Of(ResourceKind.Volume));
        if (withAccounts)
            _tables[(int)ResourceKind.Account] ??= new ResourceTable(ResourceSchema.Of(ResourceKind.Account));
        Owners = hasOwners ? new OwnerTable() : null;
    }

    public IReadOnlyList<ResourceKind> Asked { get; }

    public IEnumerable<ResourceTable> All => _tables.OfType<ResourceTable>();

    /// <summary><c>null</c> when owners are not compared.</summary>
    public OwnerTable? Owners { get; }

    public ResourceTable Of(ResourceKind kind) => _tables[(int)kind]!;

    /// <param name="why">A <see cref="Reason"/>, or the <see cref="ZStackException"/> that came instead of an answer.</param>
    public void MarkUnknown(ResourceKind kind, Side side, object why) => _unknown[(int)kind, (int)side] ??= why;

    /// <returns><c>null</c> when all is known.</returns>
    public object? WhyUnknown(ResourceKind kind, Side side) => _unknown[(int)kind, (int)side];

    public bool IsKnown(ResourceKind kind) => _tables[(int)kind] is not null && WhyUnknown(kind, Side.Before) is null && WhyUnknown(kind, Side.Now) is null;
}

/// <summary>Which account owns a resource, on both sides. Filled from two threads.</summary>
internal sealed class OwnerTable
{
    private readonly Dictionary<ResourceKey, ResourceKey>[] _owners = [[], []];

    public void Put(Side side, string resource, string account) =>
        _owners[(int)side][ResourceKey.Of(resource, out _)] = ResourceKey.Of(account, out _);

    public void Clear(Side side) => _owners[(int)side].Clear();

    /// <returns>The accounts when they are known and differ.</returns>
    public (string Before, string Now)? Difference(ResourceKey resource) =>
        _owners[0].TryGetValue(resource, out ResourceKey before) && _owners[1].TryGetValue(resource, out ResourceKey now) && !before.Equals(now)
            ? (before.ToString(), now.ToString())
            : null;
}
