using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Errors;
using ZStack.Backup.Pipeline;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that list rows of a node: pages on demand, several nodes at once, and exact names that must exist.</summary>
public abstract class ListCmdlet<T> : ZStackCmdlet, ISeveralSessions
    where T : ServerObject
{
    // More would make the URL longer than a node takes.
    private const int UuidsPerQuestion = 100;

    private readonly List<ListQuery> _counted = [];
    private NameFilter _names = new(null, "");
    private ulong _skipped;
    private ulong _written;
    private bool _totalIsWritten;

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Nodes to ask at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>The sessions to use instead of the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public ZStackSession[]? Session { get; set; }

    /// <summary>The single rows that were asked for; empty for all.</summary>
    private protected abstract ObjectReference[] References { get; }

    /// <summary>Name of the thing in the messages.</summary>
    private protected abstract ResourceThing Thing { get; }

    /// <summary>Rows are left out here, so the server can neither count nor skip for us.</summary>
    private protected abstract bool IsFilteredHere { get; }

    private protected abstract string Attempted { get; }

    /// <param name="uuids">Any of these; all when empty.</param>
    /// <param name="names">Any of these, with wildcards; all when empty.</param>
    private protected abstract PageReader<T> Open(ZStackSession session, IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, long skip, long first, Action beforeNextPage, CancellationToken stopping);

    private protected abstract (string? Uuid, string? Name) Identity(T row);

    private protected abstract bool Matches(T row, ZStackSession session);

    /// <summary>More is asked than a uuid or a name, so that what does not come may exist all the same.</summary>
    private protected abstract bool IsNarrowed { get; }

    private ulong Skip => PagingParameters?.Skip ?? 0;

    private ulong First => PagingParameters?.First ?? ulong.MaxValue;

    private bool IsEnough => _written >= First;

    /// <summary>The server itself skips where it sees exactly the rows that come out.</summary>
    private bool ServerSkips => PagingParameters is not null && !IsFilteredHere && Name is null;

    private bool WantsTotal => PagingParameters is { IncludeTotalCount.IsPresent: true };

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _names = FilterOf(Name, nameof(Name));
    }

    protected override void ProcessRecord()
    {
        ListQuery[] queries = [.. Queries()];
        if (queries.Length == 0 || (IsEnough && !WantsTotal))
            return;
        bool isOnlyQuery = queries.Length == 1 && References.Length == 0;
        if (WantsTotal)
            _counted.AddRange(queries);
        var wanted = new ExpectedNames(IsNarrowed ? [] : Identities());
        bool wereAllHeard = true;
        using var fanOut = new FanOut<ListQuery, T>(queries, ThrottleLimit, (query, feed, stopping) => Read(query, isOnlyQuery, feed, stopping), Mailbox, Cancellation);
        // What is skipped and what comes first is the same each time only where one node after the other is read.
        Drain(fanOut, Take, Report, query => Wording.Sentence(nameof(Messages.Wait_Node), [query.Session.Server]), inOrder: Skip > 0 || First < ulong.MaxValue);
        if (wereAllHeard && !IsEnough)
        {
            foreach (string missing in wanted.Missing)
                WriteFailure(new ZStackException(ZStackErrorKind.ObjectNotFound, string.Join(", ", queries.Select(query => query.Session.Server).Distinct()), Thing, missing), null, missing);
        }

        void Take(ListQuery query, T row)
        {
            if (IsEnough)
            {
                EndWhenCounted();
                return;
            }

            (string? uuid, string? name) = Identity(row);
            if (!_names.Accepts(name) || !Matches(row, query.Session) || (query.References.Length > 0 && !Array.Exists(query.References, reference => Means(reference, uuid, name))))
                return;
            wanted.Found(uuid, name);
            if (!(isOnlyQuery && ServerSkips) && _skipped < Skip)
            {
                _skipped++;
                return;
            }

            if (isOnlyQuery)
                WriteTotalOnce();
            Emit(row);
            _written++;
            if (IsEnough)
                EndWhenCounted();
        }

        void EndWhenCounted()
        {
            if (!WantsTotal || Array.TrueForAll(queries, query => query.HasAnswered))
                fanOut.Enough();
        }

        void Report(ListQuery query, Exception failure)
        {
            if (failure is not ZStackException known)
                throw new InvalidOperationException(failure.Message, failure);
            // Where a node was not heard, nothing can be said to be missing.
            wereAllHeard = false;
            query.HasAnswered = true;
            WriteFailure(known, new Attempt(Wording.Sentence(Attempted, [query.Session.Server])), query.Session.Server);
        }
    }

    protected override void EndProcessing() => WriteTotalOnce();

    private static bool Means(ObjectReference reference, string? uuid, string? name) =>
        reference.Uuid is null ? string.Equals(reference.Text, name, StringComparison.OrdinalIgnoreCase) : reference.Uuid == uuid;

    private IEnumerable<string> Identities() => References.Length > 0
        ? Name is null ? References.Select(reference => reference.ToString()) : []
        : (Name ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name));

    /// <summary>What to ask which node: everything, or the objects that are its own.</summary>
    private IEnumerable<ListQuery> Queries()
    {
        if (References.Length == 0)
            return this.ChosenSessions().Select(session => new ListQuery(session, [], [], Name ?? []));
        return References.SelectMany(Placed).GroupBy(placed => placed.Session, placed => placed.Reference).SelectMany(Asked);
    }

    /// <summary>The sessions to ask for an object; none after a non-terminating error.</summary>
    private IEnumerable<(ZStackSession Session, ObjectReference Reference)> Placed(ObjectReference reference)
    {
        try
        {
            reference.Check("Uuid");
            return this.SessionsFor(reference.Origin, reference.Server).Select(session => (session, reference)).ToArray();
        }
        catch (ZStackException e)
        {
            WriteFailure(e, null, reference.Text);
            return [];
        }
    }

    private static IEnumerable<ListQuery> Asked(IGrouping<ZStackSession, ObjectReference> own)
    {
        ObjectReference[] exact = [.. own.Where(reference => reference.Uuid is null)];
        if (exact.Length > 0)
            yield return new ListQuery(own.Key, exact, [], [.. exact.Select(reference => reference.Text)]);
        ObjectReference[] known = [.. own.Where(reference => reference.Uuid is not null)];
        for (int i = 0; i < known.Length; i += UuidsPerQuestion)
        {
            ObjectReference[] some = [.. known.Skip(i).Take(UuidsPerQuestion)];
            yield return new ListQuery(own.Key, some, [.. some.Select(reference => reference.Uuid!).Distinct()], []);
        }
    }

    private void Read(ListQuery query, bool isOnly, Feed<T> feed, CancellationToken stopping)
    {
        bool serverSkips = isOnly && ServerSkips;
        long skip = serverSkips ? (long)Math.Min(Skip, long.MaxValue) : 0;
        // A total comes with a row only.
        long first = IsEnough ? 1 : serverSkips ? (long)Math.Min(First, long.MaxValue) : long.MaxValue;
        using PageReader<T> pages = Open(query.Session, query.Uuids, query.Names, skip, first, feed.AwaitDemand, stopping);
        pages.BeforeWait = feed.Announce;
        if (WantsTotal)
        {
            // The total stands at the end of the first page.
            pages.ReadFirstPage();
            query.Total = pages.Total;
            query.HasAnswered = true;
        }

        while (pages.TryRead(out T? row))
            feed.Add(row!);
        if (pages.IsShort)
            Mailbox.Report(new ClientEvent(ClientEventKind.RowsMissing, query.Session.Server, pages.Total!, pages.Given));
    }

    /// <summary>Before the rows where one answer tells it, else at the end.</summary>
    private void WriteTotalOnce()
    {
        if (_totalIsWritten || !WantsTotal)
            return;
        _totalIsWritten = true;
        double accuracy = _counted.Exists(query => query.Total is null) ? 0 : IsFilteredHere || Name is not null ? 0.5 : 1;
        WriteObject(PagingParameters!.NewTotalCount((ulong)_counted.Sum(query => query.Total ?? 0), accuracy));
    }

    /// <summary>Some rows of one node.</summary>
    private sealed class ListQuery
    {
        public ListQuery(ZStackSession session, ObjectReference[] references, IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names)
        {
            Session = session;
            References = references;
            Uuids = uuids;
            Names = names;
        }

        public ZStackSession Session { get; }

        /// <summary>The single rows that are wanted; empty for all.</summary>
        public ObjectReference[] References { get; }

        public IReadOnlyCollection<string> Uuids { get; }

        public IReadOnlyCollection<string> Names { get; }

        /// <summary>How many there are on the node, where that was asked and it says so.</summary>
        public long? Total { get; set; }

        /// <summary>The total is known, or never will be.</summary>
        public bool HasAnswered { get; set; }
    }
}
