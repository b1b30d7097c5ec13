using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ZStack.Backup.Sandbox.Wire;

namespace ZStack.Backup.Sandbox.Query;

/// <summary>What a query asks for: docs/zstack-api.md section 5.</summary>
internal sealed record QueryRequest
{
    private const int DefaultLimit = 1000;

    public IReadOnlyList<Condition> Conditions { get; private init; } = [];

    public int Limit { get; private init; } = DefaultLimit;

    public int Start { get; private init; }

    public bool Count { get; private init; }

    public bool ReplyWithCount { get; private init; }

    public string SortBy { get; private init; } = "";

    public bool Descending { get; private init; }

    /// <summary><c>null</c> for all.</summary>
    public IReadOnlySet<string>? Fields { get; private init; }

    /// <summary>The form with the uuid in the path takes no notice of anything else.</summary>
    public static QueryRequest ForUuid(string uuid) => new() { Conditions = [new Condition("uuid", "=", uuid)] };

    /// <exception cref="RefusedException">Something in it is wrong.</exception>
    public static QueryRequest Parse(Call call)
    {
        call.AllowQuery("q", "limit", "start", "count", "groupBy", "replyWithCount", "filterName", "sort", "fields");
        string sort = call.Query("sort")?.Trim() ?? "";
        if (call.Query("filterName") is { } filter && filter.Split(':', StringSplitOptions.RemoveEmptyEntries).Length < 2)
            throw new RefusedException(Answer.Error("SYS.1007", "One or more API argument is invalid", "filterName must be formatted as [filterType:condition(s)]"));
        return new QueryRequest
        {
            Conditions = [.. call.Request.Query.Where(pair => pair.Key == "q").Select(pair => Condition.Parse(pair.Value))],
            Limit = Number(call, "limit") ?? DefaultLimit,
            Start = Number(call, "start") ?? 0,
            Count = Flag(call, "count"),
            ReplyWithCount = Flag(call, "replyWithCount"),
            SortBy = sort.TrimStart('+', '-'),
            Descending = sort.StartsWith('-'),
            Fields = call.Query("fields")?.Split(',').Select(field => field.Trim()).ToHashSet(),
        };
    }

    private static bool Flag(Call call, string key) => string.Equals(call.Query(key)?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    private static int? Number(Call call, string key)
    {
        if (call.Query(key) is not { } text)
            return null;
        if (!int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            throw new RefusedException(Answer.Text(400, $"Invalid query parameter. '{key}' must be an integer"));
        return Math.Max(number, 0);
    }
}
