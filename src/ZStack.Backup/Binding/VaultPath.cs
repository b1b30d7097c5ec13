using System;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Binding;

/// <summary>The vault of this machine: the folder that <c>ZSTACK_BACKUP_VAULT</c> names.</summary>
internal static class VaultPath
{
    public const string Variable = "ZSTACK_BACKUP_VAULT";

    // Chooses the view of a vault: what a download shows would not fit a list.
    private const string ListedType = "ZStack.Backup.SavedBackup#Vault";

    /// <returns><c>null</c> when none is named.</returns>
    public static string? FromEnvironment() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>What is given, else the vault of this machine; nothing when there is neither.</summary>
    public static string[] OrDefault(string[]? given) => given ?? (FromEnvironment() is { } path ? [path] : []);

    /// <summary>The vault where no path is given; without any the cmdlet ends.</summary>
    public static string Default(Abstractions.ZStackCmdlet cmdlet) =>
        FromEnvironment() ?? throw cmdlet.Ended(new ZStackException(ZStackErrorKind.InvalidArgument, "Path", Messages.Arg_NoVault), Variable);

    public static PSObject Listed(SavedBackup backup)
    {
        // A new one: views choose by the type names of the wrapper, which others may hold, too.
        var listed = new PSObject(backup);
        if (!listed.TypeNames.Contains(ListedType))
            listed.TypeNames.Insert(0, ListedType);
        return listed;
    }
}
