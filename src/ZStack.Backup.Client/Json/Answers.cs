using System;
using System.Linq;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads small answers.</summary>
internal sealed class Answers
{
    private readonly ServerAddress _address;
    private readonly Redactor _redactor;

    public Answers(ServerAddress address, Redactor redactor)
    {
        _address = address;
        _redactor = redactor;
    }

    /// <summary>A new session: its id, which is a secret, and what the server says of it.</summary>
    public OpenedSession LogIn(string body)
    {
        JToken? inventory = Read(body)["inventory"];
        if (inventory is not JObject || LenientJson.Text(inventory["uuid"]) is not { Length: > 0 } id)
            throw Invalid(ReasonKind.NoSession);
        DateTimeOffset? created = inventory["createDate"] is JValue value ? ServerTimestamp.Read(value.Value, ServerTimeZone.FromOffset(TimeSpan.Zero)) : null;
        return new OpenedSession(id, LenientJson.Text(inventory["accountUuid"]), LenientJson.Text(inventory["userUuid"]), created?.DateTime);
    }

    public bool SessionIsValid(string body) => LenientJson.Bool(Read(body)["valid"]) ?? throw Invalid(ReasonKind.NoWordOnTheSession);

    public string? Version(string body) => LenientJson.Text(Read(body)["version"]);

    public DateTimeOffset CurrentTime(string body)
    {
        JToken? time = Read(body)["currentTime"];
        if (time is JObject)
        {
            if (LenientJson.Long(time["MillionSeconds"]) is { } milliseconds and > 0 and < 253_402_300_800_000)
                return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            if (LenientJson.Long(time["Seconds"]) is { } seconds and > 0 and < 253_402_300_800)
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        throw Invalid(ReasonKind.NoCurrentTime);
    }

    /// <summary>The zone id where this platform knows it (with its daylight-saving rules), else the offset.</summary>
    public ServerTimeZone? TimeZone(string body)
    {
        JObject answer = Read(body);
        return ServerTimeZone.TryParse(LenientJson.Text(answer["timezone"])) ?? ServerTimeZone.TryParse(LenientJson.Text(answer["offset"]));
    }

    /// <summary>How long the node allows the job that it has just taken; newer servers say so.</summary>
    public static TimeSpan? ApiTimeout(string body) =>
        LenientJson.Long(LenientJson.Object(body)?["apiTimeout"]) is { } milliseconds and > 0 and < 31_536_000_000 ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>The largest of the per cents that the node gives for the steps of a task.</summary>
    public static int? Percent(string body) => LenientJson.Object(body)?["inventories"] is JArray steps
        ? steps.OfType<JObject>().Select(step => LenientJson.Long(step["content"])).OfType<long>().Where(percent => percent is >= 0 and <= 100).Select(percent => (int?)percent).Max()
        : null;

    /// <summary>How many rows a query has found in all; <c>null</c> when the node does not say.</summary>
    public static long? Total(string body) => LenientJson.Long(LenientJson.Object(body)?["total"]);

    /// <summary>An answer without content, such as <c>{}</c>.</summary>
    public JObject Nothing(string body) => Read(body);

    private JObject Read(string body)
    {
        if (WebPage.LooksLikeOne(body))
            throw new ZStackException(ZStackErrorKind.NotAnApi, _address.Url, WebPage.Words(body, page: true, _redactor));
        JObject answer = LenientJson.Object(body) ?? throw Invalid(body.Length == 0 ? ReasonKind.Empty : ReasonKind.NotOneJsonObject);
        return answer["error"] is JObject error ? throw new ZStackApiException(_address.Name, ErrorReader.Read(error, _redactor), 200) : answer;
    }

    private ZStackException Invalid(ReasonKind reason) => new(ZStackErrorKind.InvalidResponse, _address.Name, Reason.Of(reason));
}
