using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Queries;

/// <summary>The query calls of the API: one page, a small list, or all rows of a small table. Source: docs/zstack-api.md section 4.</summary>
internal sealed class QueryCalls
{
    private readonly ZStackSession _session;
    private readonly IProgress<ClientEvent>? _events;

    public QueryCalls(ZStackSession session, IProgress<ClientEvent>? events)
    {
        _session = session;
        _events = events;
    }

    public static ApiRequest Request(string path, IEnumerable<QueryCondition> conditions, long start, int limit, string sort) =>
        new ApiRequest(HttpMethod.Get, path)
            .With("q", conditions.Select(condition => condition.Text))
            .With("start", start.ToString(CultureInfo.InvariantCulture))
            .With("limit", limit.ToString(CultureInfo.InvariantCulture))
            .With("replyWithCount", "true")
            .With("sort", sort);

    /// <summary>Rows that wait for whoever uses them.</summary>
    public Task<ListReader<T>> OpenPageAsync<T>(ApiRequest request, string operation, ReadElement<T> element, CancellationToken cancellation)
        where T : class => OpenAsync(request, operation, element, mustEnd: false, cancellation);

    /// <summary>The rows of a small answer, which has to end in time.</summary>
    public async Task<List<T>> ListAsync<T>(ApiRequest request, string operation, ReadElement<T> element, CancellationToken cancellation)
        where T : class
    {
        using ListReader<T> reader = await OpenAsync(request, operation, element, mustEnd: true, cancellation).ConfigureAwait(false);
        List<T> found = [];
        while (reader.TryRead(out T? item))
            found.Add(item!);
        return found;
    }

    /// <summary>All rows of a small table, however many pages they are.</summary>
    public async Task<List<T>> EveryRowAsync<T>(string path, QueryCondition[] conditions, string operation, ReadElement<T> element, Func<T, string?> identity, CancellationToken cancellation)
        where T : class
    {
        List<T> rows = [];
        while (true)
        {
            List<T> page = await ListAsync(Request(path, conditions, rows.Count, PageReader<T>.PageSize, "+uuid"), operation, element, cancellation).ConfigureAwait(false);
            rows.AddRange(page);
            // A node that gives more than was asked for would be asked for ever.
            if (page.Count != PageReader<T>.PageSize)
                return [.. rows.GroupBy(identity).Select(same => same.First())];
        }
    }

    /// <returns>How many rows there are; <c>null</c> when the node does not say.</returns>
    public async Task<long?> CountAsync(string path, QueryCondition condition, CancellationToken cancellation)
    {
        using ApiResponse response = await _session.SendAsync(Request(path, [condition], 0, 1, "-createDate"), _session.Redactor, _events, cancellation).ConfigureAwait(false);
        return Answers.Total(await response.ReadTextAsync().ConfigureAwait(false));
    }

    /// <summary>Those of exactly this name; without any, those that differ in case only.</summary>
    public static T[] Named<T>(IReadOnlyList<T> found, string name, Func<T, string?> nameOf)
    {
        T[] exact = [.. found.Where(one => nameOf(one) == name)];
        return exact.Length > 0 ? exact : [.. found.Where(one => string.Equals(nameOf(one), name, StringComparison.OrdinalIgnoreCase))];
    }

    /// <exception cref="ZStackException">ObjectNotFound, AmbiguousName.</exception>
    public T Only<T>(IReadOnlyList<T> found, ResourceThing thing, string name, Func<T, string> describe) => found.Count switch
    {
        0 => throw NotFound(thing, name),
        1 => found[0],
        _ => throw new ZStackException(ZStackErrorKind.AmbiguousName, _session.Server, name, string.Join(", ", found.Select(describe))),
    };

    public ZStackException NotFound(ResourceThing thing, string id) => new(ZStackErrorKind.ObjectNotFound, _session.Server, thing, id);

    private async Task<ListReader<T>> OpenAsync<T>(ApiRequest request, string operation, ReadElement<T> element, bool mustEnd, CancellationToken cancellation)
        where T : class
    {
        ApiResponse response = await _session.SendAsync(request, _session.Redactor, _events, cancellation).ConfigureAwait(false);
        if (mustEnd)
            response.MustEnd();
        return new ListReader<T>(response, _session.Address, _session.Redactor, operation, new Dictionary<string, ReadElement<T>> { ["inventories"] = element });
    }
}
