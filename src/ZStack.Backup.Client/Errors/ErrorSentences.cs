using ZStack.Backup.Client.Statements;

namespace ZStack.Backup.Client.Errors;

/// <summary>Which sentences say a failure: that of its kind, or of a case of it, and what the server said.</summary>
internal static class ErrorSentences
{
    /// <summary>What went wrong, without what was tried.</summary>
    public static string Of(ZStackException failure, StatementLanguage language)
    {
        Statement what = failure.Statement;
        string sentence = language.Say(KeyOf(failure), what);
        foreach ((string fact, string key) in Clauses(failure.Kind))
        {
            if (Has(failure, fact))
                sentence += " " + language.Say(key, what);
        }

        return failure.Through is null ? sentence : sentence + " " + language.Say(failure.Through);
    }

    /// <summary>What the sentences on a failure are called behind <c>Error_</c> and <c>Advice_</c>: its kind, or a case of it with words of its own.</summary>
    public static string CaseOf(ZStackException failure) => failure.Kind switch
    {
        ZStackErrorKind.NotConfirmed when Has(failure, "defaults") => "NotConfirmed_Defaults",
        ZStackErrorKind.FileExists when Has(failure, "written") => "FileExists_Written",
        ZStackErrorKind.NotAFile when Has(failure, "target") => "NotAFile_Target",
        ZStackErrorKind.ObjectNotFound when failure.Statement["thing"] is ResourceThing.ReadyCopy or ResourceThing.OtherCopy => "ObjectNotFound_" + failure.Statement["thing"],
        // It broke off before the first byte: there is nothing to go on from.
        ZStackErrorKind.IncompleteDownload when failure.Statement["bytes"] is 0L => "IncompleteDownload_Nothing",
        _ => failure.Kind.ToString(),
    };

    private static string KeyOf(ZStackException failure) => failure.Kind switch
    {
        ZStackErrorKind.InvalidImageStoreUrl => "Url_" + failure.Statement["fault"],
        ZStackErrorKind.SessionExpired when failure.Statement["reason"] is SessionExpiry.Disconnected => "Error_SessionExpired_Disconnected",
        ZStackErrorKind.Restore => "Error_" + RestoreCase(failure.Statement["fault"]),
        ZStackErrorKind.Api when !Has(failure, "words") => "Error_Api_Silent",
        ZStackErrorKind.NoSpace when !Has(failure, "needed") => "Error_NoSpace_Full",
        _ => "Error_" + CaseOf(failure),
    };

    private static string RestoreCase(object? fault) => fault switch
    {
        RestoreFault.SessionAlive or RestoreFault.NodeReady or RestoreFault.VersionMatch or RestoreFault.RecordReady or RestoreFault.StorageConnected or RestoreFault.VolumesMoved => "RestoreCheck",
        RestoreFault.NodeDidNotReturn => "RestoreNoReturn",
        _ => "RestoreRefused",
    };

    /// <summary>One more sentence each, where that fact is known.</summary>
    private static (string Fact, string Key)[] Clauses(ZStackErrorKind kind) => kind switch
    {
        ZStackErrorKind.NotAnApi => [("title", "Said_Title")],
        ZStackErrorKind.AuthenticationFailed or ZStackErrorKind.ServerError or ZStackErrorKind.BadRequest => [("words", "Said")],
        ZStackErrorKind.ApiNotSupported => [("words", "Said"), ("lists", "Said_NoneOf")],
        _ => [],
    };

    private static bool Has(ZStackException failure, string fact) => failure.Statement[fact] is not (null or "");
}
