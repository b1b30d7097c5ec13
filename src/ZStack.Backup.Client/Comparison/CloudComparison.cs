using System;
using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Comparison;

/// <summary>One of the two that are compared.</summary>
public sealed class ComparedState
{
    /// <param name="name">As it is shown.</param>
    /// <param name="created">When the backup was made; <c>null</c> for a node, or when nothing tells.</param>
    public ComparedState(string name, DateTimeOffset? created)
    {
        Name = name;
        Created = created;
    }

    /// <summary>Name of the backup, or of the node.</summary>
    public string Name { get; }

    /// <summary>When the backup was made; <c>null</c> for a node, or when nothing tells.</summary>
    public DateTimeOffset? Created { get; }
}

/// <summary>What restoring the reference would do to the difference. Pure: data in, decisions out.</summary>
/// <remarks>Safe to read from several threads. Lists are made anew each time they are asked for.</remarks>
public sealed class CloudComparison
{
    private readonly CloudTables _tables;
    private readonly List<Found> _found = [];
    private readonly long[,] _counts = new long[ResourceSchema.All.Count, (int)ResourceChange.Unchanged];
    private readonly Func<DateTimeOffset, DateTimeOffset> _zone;

    /// <param name="zone">Gives a time the offset that it is shown with.</param>
    internal CloudComparison(CloudTables tables, ComparedState reference, ComparedState difference, Func<DateTimeOffset, DateTimeOffset> zone)
    {
        _tables = tables;
        Reference = reference;
        Difference = difference;
        _zone = zone;
        HashSet<ResourceKey> moved = tables.IsKnown(ResourceKind.Volume) ? MovedVolumes() : [];
        foreach (ResourceKind kind in tables.Asked.Where(tables.IsKnown))
            Compare(tables.Of(kind), moved);
        _found.Sort();
    }

    /// <summary>The backup that would be restored.</summary>
    public ComparedState Reference { get; }

    /// <summary>What it is compared with: the node as it is now, or another backup.</summary>
    public ComparedState Difference { get; }

    /// <summary>False where the difference is a node whose account sees a part of it only: what it does not list may be there all the same.</summary>
    public bool SeesAll { get; internal init; } = true;

    /// <summary>The kinds that were asked for and can be compared.</summary>
    public IEnumerable<ResourceKind> Known => _tables.Asked.Where(_tables.IsKnown);

    /// <summary>The kinds that were asked for and cannot be compared.</summary>
    public IReadOnlyList<ResourceKind> Unknown => [.. _tables.Asked.Where(kind => !_tables.IsKnown(kind))];

    /// <summary>Whether anything can be said of volumes that moved.</summary>
    public bool KnowsMoves => _tables.IsKnown(ResourceKind.Volume);

    /// <summary>Whether anything is asked that moves are part of.</summary>
    internal bool AsksForMoves => _tables.Asked.Contains(ResourceKind.Volume) || _tables.Asked.Contains(ResourceKind.VmInstance);

    /// <summary>How much would change in one way.</summary>
    /// <param name="change">Not <see cref="ResourceChange.Unchanged"/>, which is not counted.</param>
    /// <param name="kinds">Those to count; all known ones when none is given.</param>
    /// <returns>How many resources of the kinds change so, each counted once; of known kinds only.</returns>
    public long Count(ResourceChange change, params ResourceKind[] kinds) =>
        (kinds.Length == 0 ? Known : kinds).Sum(kind => _counts[(int)kind, (int)change]);

    /// <summary>Danger first, then by kind, change and time.</summary>
    public IEnumerable<ResourceDifference> Differences => _found.Select(Describe);

    /// <summary>What is the same on both sides, by kind.</summary>
    public IEnumerable<ResourceDifference> UnchangedResources
    {
        get
        {
            HashSet<(ResourceKind, int)> differing = [.. _found.Select(found => (found.Kind, found.Index))];
            foreach (ResourceKind kind in Known)
            {
                ResourceTable table = _tables.Of(kind);
                foreach (int index in Enumerable.Range(0, table.Count).Where(index => table.Has(index, Side.Before) && table.Has(index, Side.Now) && !differing.Contains((kind, index))).OrderBy(table.Key))
                    yield return Describe(new Found(table, index, ResourceChange.Unchanged, -1, ResourceRisk.None));
            }
        }
    }

    /// <summary>A line for each kind, and one for all. Their <see cref="ResourceSummary.Problem"/> is left to whoever has the words.</summary>
    public IReadOnlyList<ResourceSummary> Summaries
    {
        get
        {
            List<ResourceSummary> lines = [.. _tables.Asked.Select(Summary)];
            bool isWhole = Unknown.Count == 0;
            long? Sum(Func<ResourceSummary, long?> of) => isWhole ? lines.Sum(of) : null;
            lines.Add(new ResourceSummary
            {
                Before = Sum(line => line.Before),
                Now = Sum(line => line.Now),
                WouldBeForgotten = Sum(line => line.WouldBeForgotten),
                WouldComeBack = Sum(line => line.WouldComeBack),
                Moved = Sum(line => line.Moved),
                Changed = Sum(line => line.Changed),
                Newest = isWhole ? lines.Max(line => line.Newest) : null,
                Reference = Reference.Name,
                ReferenceCreated = Reference.Created,
                Difference = Difference.Name,
            });
            return lines;
        }
    }

    /// <returns>A <see cref="Reason"/> or a <see cref="ZStackException"/>; <c>null</c> for what is known.</returns>
    internal object? WhyUnknown(ResourceKind kind) => _tables.WhyUnknown(kind, Side.Before) ?? _tables.WhyUnknown(kind, Side.Now);

    private ResourceSummary Summary(ResourceKind kind)
    {
        ResourceTable table = _tables.Of(kind);
        bool isKnown = _tables.IsKnown(kind);
        long? Counted(ResourceChange change) => isKnown ? Count(change, kind) : null;
        long? On(Side side) => _tables.WhyUnknown(kind, side) is null ? Enumerable.Range(0, table.Count).LongCount(index => table.Has(index, side)) : null;
        // What one side does not tell may be newer.
        DateTimeOffset? newest = !isKnown ? null : Enumerable.Range(0, table.Count).Where(index => table.Has(index, Side.Before) || table.Has(index, Side.Now)).Max(table.Created);
        return new ResourceSummary
        {
            Kind = kind.ToString(),
            Before = On(Side.Before),
            Now = On(Side.Now),
            WouldBeForgotten = Counted(ResourceChange.WouldBeForgotten),
            WouldComeBack = Counted(ResourceChange.WouldComeBack),
            Moved = kind == ResourceKind.VmInstance && !KnowsMoves ? null : Counted(ResourceChange.Moved),
            Changed = Counted(ResourceChange.Changed),
            Newest = newest is { } time ? _zone(time) : null,
            Reference = Reference.Name,
            ReferenceCreated = Reference.Created,
            Difference = Difference.Name,
        };
    }

    private HashSet<ResourceKey> MovedVolumes()
    {
        ResourceTable volumes = _tables.Of(ResourceKind.Volume);
        (ResourceRow before, ResourceRow now) = NewRows(volumes);
        HashSet<ResourceKey> moved = [];
        for (int i = 0; i < volumes.Count; i++)
        {
            if (!volumes.Has(i, Side.Before) || !volumes.Has(i, Side.Now) || volumes.IsSame(i))
                continue;
            volumes.Get(i, Side.Before, before);
            volumes.Get(i, Side.Now, now);
            if (MovedField(volumes.Schema, before, now) >= 0)
                moved.Add(volumes.Key(i));
        }

        return moved;
    }

    private void Compare(ResourceTable table, HashSet<ResourceKey> moved)
    {
        (ResourceRow before, ResourceRow now) = NewRows(table);
        for (int i = 0; i < table.Count; i++)
        {
            (bool was, bool isNow) = (table.Has(i, Side.Before), table.Has(i, Side.Now));
            if (was && isNow)
                CompareBoth(table, i, before, now, moved);
            else if (isNow)
                Add(new Found(table, i, ResourceChange.WouldBeForgotten, -1, ResourceRisk.Loss));
            else if (was)
                Add(new Found(table, i, ResourceChange.WouldComeBack, -1, ResourceRisk.None));
        }
    }

    private void CompareBoth(ResourceTable table, int index, ResourceRow before, ResourceRow now, HashSet<ResourceKey> moved)
    {
        ResourceSchema schema = table.Schema;
        bool hasMoved = schema.RootVolumeField >= 0 && moved.Count > 0;
        if (!table.IsSame(index) || hasMoved)
        {
            table.Get(index, Side.Before, before);
            table.Get(index, Side.Now, now);
            if (hasMoved && now.Values[schema.RootVolumeField] is { } root && moved.Contains(ResourceKey.Of(root, out _)))
                Add(new Found(table, index, ResourceChange.Moved, schema.RootVolumeField, ResourceRisk.Danger));
            if (MovedField(schema, before, now) is >= 0 and var place)
                Add(new Found(table, index, ResourceChange.Moved, place, ResourceRisk.Danger));
            for (int field = 0; field < schema.Fields.Count; field++)
            {
                if (IsChanged(schema.Fields[field].Use, before, now, field))
                    Add(new Found(table, index, ResourceChange.Changed, field, schema.Fields[field].Use == FieldUse.Decision ? ResourceRisk.Loss : ResourceRisk.None));
            }
        }

        if (_tables.Owners?.Difference(table.Key(index)) is not null)
            Add(new Found(table, index, ResourceChange.Changed, schema.Fields.Count, ResourceRisk.Loss));
    }

    private void Add(Found found)
    {
        // Several properties of one resource come one after another.
        bool isCounted = _found.Count > 0 && _found[_found.Count - 1] is var last && last.Table == found.Table && last.Index == found.Index && last.Change == found.Change;
        if (!isCounted)
            _counts[(int)found.Kind, (int)found.Change]++;
        _found.Add(found);
    }

    private static bool IsChanged(FieldUse use, ResourceRow before, ResourceRow now, int field)
    {
        if (use is FieldUse.Place or FieldUse.Shown || !Differ(before, now, field))
            return false;
        (string? was, string? isNow) = (before.Values[field], now.Values[field]);
        return use switch
        {
            FieldUse.State => ResourceSchema.Lasts(was) && ResourceSchema.Lasts(isNow),
            // A VM that does not run is on no host.
            FieldUse.Information => was is not null && isNow is not null,
            _ => true,
        };
    }

    /// <returns>The field by which the data lie elsewhere; -1 when they do not.</returns>
    private static int MovedField(ResourceSchema schema, ResourceRow before, ResourceRow now)
    {
        for (int field = 0; field < schema.Fields.Count; field++)
        {
            if (schema.Fields[field].Use == FieldUse.Place && Differ(before, now, field))
                return field;
        }

        return -1;
    }

    private static bool Differ(ResourceRow before, ResourceRow now, int field) =>
        before.IsKnown[field] && now.IsKnown[field] && before.Values[field] != now.Values[field];

    private static (ResourceRow Before, ResourceRow Now) NewRows(ResourceTable table) => (new ResourceRow(table.Schema.Fields.Count), new ResourceRow(table.Schema.Fields.Count));

    private ResourceDifference Describe(Found found)
    {
        ResourceTable table = found.Table;
        ResourceRow row = NewRows(table).Now;
        table.Get(found.Index, table.Has(found.Index, Side.Now) ? Side.Now : Side.Before, row);
        string? name = table.Schema.NameField >= 0 ? row.Values[table.Schema.NameField] : null;
        (string? property, string? before, string? now) = Values(found);
        bool isOfPast = found.Change is ResourceChange.Moved or ResourceChange.Changed;
        // A VM is not touched by what happens to its disk.
        ResourceTable volumes = found.IsOfRootVolume ? _tables.Of(ResourceKind.Volume) : table;
        int last = found.IsOfRootVolume ? volumes.IndexOf(row.Values[found.Field]!) : found.Index;
        DateTimeOffset? time = isOfPast ? volumes.LastChange(last) : table.Created(found.Index);
        return new ResourceDifference
        {
            Kind = found.Kind,
            Change = found.Change,
            Uuid = table.UuidOf(found.Index),
            Name = name,
            When = time is { } known ? _zone(known) : null,
            Property = property,
            Before = before,
            Now = now,
            Risk = found.Risk,
            Reference = Reference.Name,
            Difference = Difference.Name,
        };
    }

    private (string? Property, string? Before, string? Now) Values(Found found)
    {
        if (found.Field < 0)
            return default;
        ResourceTable table = found.Table;
        if (found.Field == table.Schema.Fields.Count)
            return _tables.Owners!.Difference(table.Key(found.Index)) is { } owner ? (ResourceSchema.Owner, owner.Before, owner.Now) : default;
        (int index, int field, string prefix) = (found.Index, found.Field, "");
        (ResourceRow before, ResourceRow now) = NewRows(table);
        if (found.IsOfRootVolume)
        {
            table.Get(index, Side.Now, now);
            string root = now.Values[field]!;
            table = _tables.Of(ResourceKind.Volume);
            index = table.IndexOf(root);
            (before, now) = NewRows(table);
            prefix = "rootVolume.";
        }

        table.Get(index, Side.Before, before);
        table.Get(index, Side.Now, now);
        if (prefix.Length > 0)
            field = MovedField(table.Schema, before, now);
        return (prefix + table.Schema.Fields[field].Name, before.Values[field], now.Values[field]);
    }

    /// <summary>What was found of one resource.</summary>
    private readonly struct Found : IComparable<Found>
    {
        public Found(ResourceTable table, int index, ResourceChange change, int field, ResourceRisk risk)
        {
            Table = table;
            Index = index;
            Change = change;
            Field = field;
            Risk = risk;
        }

        public ResourceTable Table { get; }

        public int Index { get; }

        public ResourceChange Change { get; }

        /// <summary>-1 for all of it; behind the last one for the owner.</summary>
        public int Field { get; }

        public ResourceRisk Risk { get; }

        public ResourceKind Kind => Table.Schema.Kind;

        public bool IsOfRootVolume => Field >= 0 && Field == Table.Schema.RootVolumeField;

        public int CompareTo(Found other)
        {
            int order = (Risk != ResourceRisk.Danger).CompareTo(other.Risk != ResourceRisk.Danger);
            if (order == 0)
                order = Kind.CompareTo(other.Kind);
            if (order == 0)
                order = Change.CompareTo(other.Change);
            if (order == 0)
                order = Nullable.Compare(Table.Created(Index), other.Table.Created(other.Index));
            if (order == 0)
                order = Table.Key(Index).CompareTo(other.Table.Key(other.Index));
            return order == 0 ? Field.CompareTo(other.Field) : order;
        }
    }
}
