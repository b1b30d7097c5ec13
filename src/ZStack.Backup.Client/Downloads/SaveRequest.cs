using System;

namespace ZStack.Backup.Client.Downloads;

/// <summary>What to bring home, and where to.</summary>
public sealed class SaveRequest
{
    /// <param name="url">Export URL of a storage, absolute, http or https.</param>
    /// <param name="path">Final name of the file, absolute.</param>
    public SaveRequest(Uri url, string path)
    {
        Url = url;
        Path = path;
    }

    /// <summary>Export URL, http or https. Whoever knows it can download the backup.</summary>
    public Uri Url { get; }

    /// <summary>The file's final name, absolute.</summary>
    public string Path { get; }

    /// <summary>An existing file of that name is replaced, once the new one is whole.</summary>
    public bool Replace { get; init; }

    /// <summary>Go on with what an earlier call has left.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Write the manifest beside the file.</summary>
    public bool WithManifest { get; init; } = true;

    /// <summary>The longest time without a byte from the host; 60 seconds by default.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whose copy it is; <c>null</c> when only the URL is known.</summary>
    public DatabaseBackupRecord? Record { get; init; }
}
