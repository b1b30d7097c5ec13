using ZStack.Backup.Client.Statements;

namespace ZStack.Backup;

/// <summary>Why an expired session was not opened again: the fact <c>reason</c> of <see cref="ZStackErrorKind.SessionExpired"/>.</summary>
[Sentences("Expiry_")]
public enum SessionExpiry
{
    /// <summary>It was opened with a session id.</summary>
    NoCredentials,

    /// <summary>It was opened with a code that counts once.</summary>
    OneTimeCode,

    /// <summary>It was opened so that it does not log in again.</summary>
    SwitchedOff,

    /// <summary>The node refused the new session, too.</summary>
    NewOneRefused,

    /// <summary>The node does not know the session id that was given.</summary>
    Unknown,

    /// <summary>What was to be done is never sent twice.</summary>
    NeverTwice,

    /// <summary>It was closed by its owner.</summary>
    Disconnected,
}
