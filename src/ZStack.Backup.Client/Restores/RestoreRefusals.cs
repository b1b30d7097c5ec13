using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace ZStack.Backup.Client.Restores;

/// <summary>The refusals that the node words itself, in English or Chinese. Their codes are the general ones of the system.</summary>
/// <remarks>Source: docs/zstack-api.md section 3.9; the texts are those of the node's own table of translations.</remarks>
internal static class RestoreRefusals
{
    private const string SystemCodes = "SYS.";

    // The first that fits: the database's own complaint stands inside that of a check.
    private static readonly (RestoreFault Fault, Regex Words)[] Known =
    [
        (RestoreFault.MySqlPassword, Words(@"Access denied for user")),
        (RestoreFault.CoverForbidden, Words(@"do not allow cover database from backup|不允许从备份中覆盖数据库")),
        (RestoreFault.SecurityCheck, Words(@"not pass the restore security check|未通过还原安全检查")),
        (RestoreFault.VersionMismatch, Words(@"database backup version\[.*\] is not match currently version|数据库备份版本\[.*\]与当前版本.*不匹配")),
        (RestoreFault.BackupNotReady, Words(@"database\s?backup\[uuid.*\] is not Enabled and Ready|(Database\s?Backup|数据库备份)\[uuid.*\]未启用且未就绪")),
        (RestoreFault.PeerUnreachable, Words(@"cannot ssh peer node via sshkey|无法通过SSHKEY进行SSH对等节点")),
        (RestoreFault.OtherNodeRuns, Words(@"please stop other node first|请先停止其他节点")),
        (RestoreFault.NoFreePort, Words(@"cannot get free port to listen|无法获取空闲端口")),
        (RestoreFault.PathAndUrl, Words(@"installPath and bsUrl are both need|InstallPath和BSURL都是必需")),
    ];

    /// <returns>The refusal by its own name; any other failure as it was.</returns>
    public static ZStackException Name(ZStackException failure, string server)
    {
        if (failure is not ZStackApiException api || !api.Code.StartsWith(SystemCodes, StringComparison.Ordinal))
            return failure;
        RestoreFault? fault = Known.Where(known => known.Words.IsMatch(api.Details)).Select(known => (RestoreFault?)known.Fault).FirstOrDefault();
        return fault is null ? failure : new ZStackException(ZStackErrorKind.Restore, api, fault, server, api.Details, api.Code);
    }

    private static Regex Words(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline);
}
