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

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that list rows of a node: pages on demand, several nodes at once, and exact names that must exist.</summary>
public abstract class ListCmdlet<T> : SessionCmdlet
    where T : ServerObject
{
    // More would make the URL longer than a node takes.
    private const int UuidsPerQuestion = 100;

    private readonly List<long?> _totals = [];
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
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>The single rows that were asked for; empty for all.</summary>
    private protected abstract ObjectReference[] References { get; }

    /// <summary>Name of the thing in the messages.</summary>
    private protected abstract string Thing { get; }

    /// <summary>Rows are left out here, so the server can neither count nor skip for us.</summary>
    private protected abstract bool IsFilteredHere { get; }

    private protected abstract string Attempted { get; }

    /// <param name="uuids">Any of these; all when empty.</param>
    /// <param name="names">Any of these, with wildcards; all when empty.</param>
    private protected abstract PageReader<T> Open(ZStackSession session, IReadOnlyCollection<string> uuids, IReadOnlyCollection<string> names, long skip, long first, Action beforeNextPage, CancellationToken stopping);

    private protected abstract (string? Uuid, string? Name) Identity(T row);

    private protected abstract bool Fits(T row);

    protected override void BeginProcessing() => _names = FilterOf(Name, nameof(Name));

    protected override void ProcessRecord()
    {
        ObjectReference[] references = [.. References.Where(IsUsable)];
        if (References.Length > 0 && references.Length == 0)
            return;
        IReadOnlyList<ZStackSession> sessions = SessionsFor(references);
        var wanted = new Wanted(references.Select(reference => reference.ToString()).Concat((Name ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name))));
        bool mayBeMore = false;
        using var fanOut = new FanOut<ZStackSession, T>(sessions, ThrottleLimit, (session, feed, stopping) => Read(session, references, sessions.Count == 1, feed, stopping), Mailbox, Cancellation);
        fanOut.Drain(Take, Report, SayWhatHappened);
        if (!mayBeMore)
        {
            foreach (string missing in wanted.Missing)
                WriteFailure(new ZStackException(ZStackErrorKind.ObjectNotFound, string.Join(", ", sessions.Select(session => session.Server)), Thing, missing), null, missing);
        }

        void Take(T row)
        {
            (string? uuid, string? name) = Identity(row);
            if (!_names.Accepts(name) || !Fits(row) || (references.Length > 0 && !references.Any(reference => Means(reference, uuid, name))))
                return;
            wanted.Found(uuid, name);
            if (PagingParameters is { } paging && !ServerSkips(sessions.Count) && _skipped < paging.Skip)
            {
                _skipped++;
                return;
            }

            WriteTotalOnce(sessions.Count == 1);
            Emit(row);
            mayBeMore |= ++_written >= (PagingParameters?.First ?? ulong.MaxValue);
            if (mayBeMore)
                fanOut.Enough();
        }

        void Report(ZStackSession session, Exception failure)
        {
            if (failure is not ZStackException known)
                throw new InvalidOperationException(failure.Message, failure);
            // Where a node was not heard, nothing can be said to be missing.
            mayBeMore = true;
            WriteFailure(known, new Attempt(Wording.Sentence(Attempted, [session.Server])), session.Server);
        }
    }

    protected override void EndProcessing() => WriteTotalOnce(true);

    private static bool Means(ObjectReference reference, string? uuid, string? name) =>
        reference.Uuid is null ? string.Equals(reference.Text, name, StringComparison.OrdinalIgnoreCase) : reference.Uuid == uuid;

    private static IEnumerable<(string[] Uuids, string[] Names)> Questions(ObjectReference[] references, string[] names)
    {
        string[] uuids = [.. references.Select(reference => reference.Uuid).OfType<string>().Distinct()];
        for (int i = 0; i < uuids.Length; i += UuidsPerQuestion)
            yield return ([.. uuids.Skip(i).Take(UuidsPerQuestion)], names);
        string[] exact = [.. references.Where(reference => reference.Uuid is null).Select(reference => reference.Text)];
        if (exact.Length > 0)
            yield return ([], exact);
        if (references.Length == 0)
            yield return ([], names);
    }

    /// <summary>The server itself skips where it sees exactly the rows that come out.</summary>
    private bool ServerSkips(int sessions) => sessions == 1 && !IsFilteredHere && Name is null && References.Length == 0;

    private bool IsUsable(ObjectReference reference)
    {
        try
        {
            reference.Check("Uuid");
            return true;
        }
        catch (ZStackException e)
        {
            WriteFailure(e, null, reference.Text);
            return false;
        }
    }

    private IReadOnlyList<ZStackSession> SessionsFor(ObjectReference[] references) =>
        Session is null && Array.Find(references, reference => reference.Origin is { IsClosed: false }) is { Origin: { } own } ? [own] : ChosenSessions();

    private void Read(ZStackSession session, ObjectReference[] references, bool isOnlyNode, Feed<T> feed, CancellationToken stopping)
    {
        bool serverSkips = PagingParameters is not null && ServerSkips(isOnlyNode ? 1 : 2);
        long skip = serverSkips ? (long)Math.Min(PagingParameters!.Skip, long.MaxValue) : 0;
        long first = serverSkips ? (long)Math.Min(PagingParameters!.First, long.MaxValue) : long.MaxValue;
        bool isAnother = false;
        foreach ((string[] uuids, string[] names) in Questions(references, Name ?? []))
        {
            if (isAnother)
                feed.AwaitDemand();
            isAnother = true;
            using PageReader<T> pages = Open(session, uuids, names, skip, first, feed.AwaitDemand, stopping);
            if (PagingParameters is { IncludeTotalCount.IsPresent: true })
                Count(pages);
            while (pages.TryRead(out T? row))
                feed.Add(row!);
            if (pages.IsShort)
                Mailbox.Report(new ClientEvent(ClientEventKind.RowsMissing, session.Server, pages.Total!, pages.Given));
        }
    }

    /// <summary>The total comes with the first page, so that page is read before anything of it leaves.</summary>
    private void Count(PageReader<T> pages)
    {
        pages.ReadFirstPage();
        lock (_totals)
            _totals.Add(pages.Total);
    }

    private void WriteTotalOnce(bool allAreKnown)
    {
        if (_totalIsWritten || !allAreKnown || PagingParameters is not { IncludeTotalCount.IsPresent: true } paging)
            return;
        _totalIsWritten = true;
        lock (_totals)
        {
            bool isExact = !IsFilteredHere && Name is null && _totals.Count > 0 && _totals.All(total => total is not null);
            WriteObject(paging.NewTotalCount((ulong)_totals.Sum(total => total ?? 0), isExact ? 1.0 : 0.5));
        }
    }
}
