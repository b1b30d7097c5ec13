using System;
using System.IO;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Restores;

/// <summary>Looks for a saved copy of the backup, which is what could have been tested, and what is left when the restore fails.</summary>
internal static class EvidenceCheck
{
    /// <param name="folder">Where the copy may lie; <c>null</c> when there is no folder to look into.</param>
    public static Finding Look(RestoreSource source, string? folder)
    {
        try
        {
            if (folder is null || source.Name != Path.GetFileName(source.Name) || source.Name.IndexOfAny(['/', '\\', ':', .. Path.GetInvalidFileNameChars()]) >= 0 || BackupManifest.ReadBeside(Path.Combine(folder, source.Name)) is not { } copy)
                return new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_Unknown", source.Name);
            bool isSame = (copy.Md5 is not null && copy.Md5 == source.Md5) || (copy.BackupUuid is not null && copy.BackupUuid == source.Record?.Uuid);
            bool isOther = copy.Md5 is not null && source.Md5 is not null && copy.Md5 != source.Md5;
            return isOther ? new Finding(RestoreCheckOutcome.Warning, "Check_Evidence_Warning", source.Name, folder)
                : isSame ? new Finding(RestoreCheckOutcome.Passed, "Check_Evidence_Passed", source.Name, folder)
                : new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_Unknown", source.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding(RestoreCheckOutcome.Unknown, "Check_Evidence_Unknown", source.Name);
        }
    }
}
