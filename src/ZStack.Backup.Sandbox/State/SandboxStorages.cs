namespace ZStack.Backup.Sandbox;

/// <summary>The backup storages that every node knows.</summary>
public static class SandboxStorages
{
    /// <summary>127.0.0.1, connected, tag <c>onlybackup</c>.</summary>
    public const string Main = "676c5945223647698fcf4da2fa46d1dd";

    /// <summary>10.0.0.9, connected, tag <c>allowbackup</c>.</summary>
    public const string Second = "72ad8a1a2f4b4f0fb8a3fdc0a3a1c4e2";

    /// <summary>10.0.0.10, disconnected, tag <c>onlybackup</c>.</summary>
    public const string Broken = "0c54d1e83b6f4a2c9d7e5f60718293a4";

    /// <summary>10.0.0.11, an image store that takes no backups: no tag.</summary>
    public const string Plain = "b7e1c02d94a5463f8e6d5c4b3a291807";

    /// <summary>No image store at all.</summary>
    public const string Ceph = "5d8f3e2a1b0c49d7a6e5f4c3b2a19080";

    public const string Zone = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

    internal const string ImageStoreType = "ImageStoreBackupStorage";
}
