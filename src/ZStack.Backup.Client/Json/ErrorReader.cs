using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads the member <c>error</c> of an answer with its chain of causes.</summary>
internal static class ErrorReader
{
    // The chain has no limit on the server; nobody reads more than this.
    private const int MaxCauses = 16;

    private static readonly Regex Code = new(@"^[A-Za-z0-9_.-]{1,64}\z", RegexOptions.CultureInvariant);
    private static readonly string[] ByUsefulness = ["elaboration", "details", "description"];

    /// <returns><c>null</c> when the text is not a JSON object with an <c>error</c> object of the node, whose codes are words: a gateway puts its status there.</returns>
    public static ServerErrorText? TryRead(string body, Redactor redactor) =>
        LenientJson.Object(body)?["error"] is JObject error && error["code"] is not JValue { Type: JTokenType.Integer } ? Read(error, redactor) : null;

    public static ServerErrorText Read(JObject error, Redactor redactor)
    {
        List<JObject> chain = [];
        Collect(error, chain);
        string[] codes = [.. chain.Select(e => LenientJson.Text(e["code"])).OfType<string>().Select(code => IsCode(code, redactor) ? code : ServerErrorText.Internal)];
        List<string> words = [];
        foreach (JObject link in chain)
        {
            string said = redactor.Clean(Words(link)).Trim();
            // A cause is often quoted by its effect: say it once.
            if (said.Length > 0 && !words.Any(w => w.Contains(said)))
                words.Add(said);
        }

        return new ServerErrorText(LenientJson.Text(error["code"]), codes, string.Join(" <- ", words), words.Count > 1 ? words[words.Count - 1] : null);
    }

    /// <summary>A code becomes the id of the error as it stands, so it has to look like one.</summary>
    private static bool IsCode(string text, Redactor redactor) => Code.IsMatch(text) && redactor.Clean(text) != Redactor.Mask;

    private static void Collect(JObject error, List<JObject> chain)
    {
        if (chain.Count >= MaxCauses)
            return;
        chain.Add(error);
        if (error["cause"] is JObject cause)
            Collect(cause, chain);
        if (error["causes"] is JArray causes)
        {
            foreach (JObject one in causes.OfType<JObject>().Take(MaxCauses))
                Collect(one, chain);
        }
    }

    private static string? Words(JObject error) =>
        ByUsefulness.Select(name => LenientJson.Text(error[name])).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
}
