using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Query;

/// <summary>What can be asked of one kind of resource.</summary>
internal sealed class QueryTable<T>
    where T : class
{
    private const int ChunkSize = 64 * 1024;

    private readonly string _class;
    private readonly Func<T[]> _rows;
    private readonly QueryField<T>[] _fields;
    private readonly TimestampStyle _style;
    private Sorted? _sorted;

    /// <param name="rows">Has to give the same array while nothing has changed.</param>
    public QueryTable(string className, Func<T[]> rows, TimestampStyle style, params QueryField<T>[] fields)
    {
        _class = className;
        _rows = rows;
        _style = style;
        _fields = fields;
    }

    /// <exception cref="RefusedException">A name or a value does not fit.</exception>
    public Answer Run(QueryRequest request, Action<string> problem)
    {
        T[] rows = Matching(request, problem);
        if (request.Count)
            return Answer.Json(new JsonObject { ["total"] = rows.Length, ["schema"] = new JsonObject() });
        foreach (string unknown in request.Fields?.Where(name => !Array.Exists(_fields, f => f.IsMember && f.Name == name)) ?? [])
            throw NoField(unknown);
        QueryField<T>[] members = [.. _fields.Where(f => f.IsMember && request.Fields?.Contains(f.Name) != false)];
        T[] page = [.. rows.Skip(request.Start).Take(request.Limit)];
        return Answer.Streamed((body, token) => WriteAsync(body, page, members, request.ReplyWithCount ? rows.Length : null, token));
    }

    /// <summary>One row as in an answer of another API.</summary>
    public JsonNode? Row(T row)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            WriteRow(json, row, Array.FindAll(_fields, f => f.IsMember));
        return JsonNode.Parse(bytes.ToArray());
    }

    private T[] Matching(QueryRequest request, Action<string> problem)
    {
        (QueryField<T> Field, Predicate<object?> Matches)[] conditions = [.. request.Conditions.Select(c =>
        {
            QueryField<T> field = Field(c.Field);
            return (field, Matcher.Make(c, field, problem));
        })];
        T[] rows = InOrder(_rows(), request);
        return conditions.Length == 0 ? rows : Array.FindAll(rows, row => Array.TrueForAll(conditions, c => c.Matches(c.Field.Get(row))));
    }

    /// <summary>The last order is kept: who reads page after page asks for the same again and again.</summary>
    private T[] InOrder(T[] rows, QueryRequest request)
    {
        if (request.SortBy.Length == 0)
            return rows;
        Sorted? last = _sorted;
        if (last?.Source == rows && last.By == request.SortBy && last.Descending == request.Descending)
            return last.Rows;
        QueryField<T> field = Field(request.SortBy);
        IComparer<object?> comparer = Comparer<object?>.Create((a, b) => a is string x && b is string y ? string.CompareOrdinal(x, y) : Comparer<object>.Default.Compare(a, b));
        T[] ordered = [.. request.Descending ? rows.OrderByDescending(field.Get, comparer) : rows.OrderBy(field.Get, comparer)];
        _sorted = new Sorted(rows, request.SortBy, request.Descending, ordered);
        return ordered;
    }

    private QueryField<T> Field(string name) =>
        Array.Find(_fields, f => f.Name == name && f.Kind != FieldKind.Objects) ?? throw NoField(name);

    private RefusedException NoField(string name) =>
        new(Answer.Error("SYS.1007", "One or more API argument is invalid", $"invalid field[{name}]: {_class} has none of that name"));

    private async Task WriteAsync(Stream body, T[] page, QueryField<T>[] members, int? total, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteStartArray("inventories");
        foreach (T row in page)
        {
            WriteRow(json, row, members);
            if (json.BytesPending > ChunkSize)
                await json.FlushAsync(cancellation);
        }

        json.WriteEndArray();
        if (total is { } number)
            json.WriteNumber("total", number);
        json.WriteStartObject("schema");
        for (int i = 0; i < page.Length; i++)
        {
            foreach (QueryField<T> list in members.Where(m => m.Objects is not null))
            {
                for (int k = 0; k < list.Objects!.Count(page[i]); k++)
                    json.WriteString($"inventories[{i}].{list.Name}[{k}]", list.Objects.Class);
            }

            json.WriteString($"inventories[{i}]", _class);
            if (json.BytesPending > ChunkSize)
                await json.FlushAsync(cancellation);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    private void WriteRow(Utf8JsonWriter json, T row, QueryField<T>[] members)
    {
        json.WriteStartObject();
        foreach (QueryField<T> member in members)
            member.Write(json, row, _style);
        json.WriteEndObject();
    }

    private sealed record Sorted(T[] Source, string By, bool Descending, T[] Rows);
}
