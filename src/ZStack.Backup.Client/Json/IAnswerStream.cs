using System;
using System.IO;

namespace ZStack.Backup.Client.Json;

/// <summary>An answer that is still arriving, as its reader sees it.</summary>
internal interface IAnswerStream : IDisposable
{
    /// <summary>HTTP status.</summary>
    int Status { get; }

    Stream Body { get; }

    /// <summary>Called before each wait for more of the body, on the thread that reads.</summary>
    Action? BeforeRead { get; set; }

    /// <summary>Gives the next element the time limit anew.</summary>
    void Renew();
}
