using System.Management.Automation;

namespace ZStack.Backup.Sessions;

/// <summary>Members that <c>ZStack.Backup.Types.ps1xml</c> adds to sessions, because they depend on the runspace that asks.</summary>
public static class SessionMembers
{
    public static bool IsDefault(PSObject instance) =>
        instance?.BaseObject is ZStackSession session && ReferenceEquals(session, SessionTable.Current.Default);
}
