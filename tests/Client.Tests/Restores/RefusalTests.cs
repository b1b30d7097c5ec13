using Xunit;
using ZStack.Backup.Client.Restores;

namespace ZStack.Backup.Client.Tests.Restores;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(RestoreFault.CoverForbidden, "do not allow cover database from backup")]
    [InlineData(RestoreFault.CoverForbidden, "不允许从备份中覆盖数据库")]
    [InlineData(RestoreFault.SecurityCheck, "not pass the restore security check:\nvolume[uuid:1]")]
    [InlineData(RestoreFault.SecurityCheck, "未通过还原安全检查：\nvolume[uuid:1]")]
    [InlineData(RestoreFault.NoFreePort, "cannot get free port to listen")]
    [InlineData(RestoreFault.NoFreePort, "无法获取空闲端口以进行侦听")]
    [InlineData(RestoreFault.VersionMismatch, "database backup version[5.1.8] is not match currently version[5.2.1]")]
    [InlineData(RestoreFault.VersionMismatch, "数据库备份版本[5.1.8]与当前版本[5.2.1]不匹配")]
    [InlineData(RestoreFault.PeerUnreachable, "cannot ssh peer node via sshkey, please check connection")]
    [InlineData(RestoreFault.PeerUnreachable, "无法通过SSHKEY进行SSH对等节点，请检查连接")]
    [InlineData(RestoreFault.OtherNodeRuns, "please stop other node first!")]
    [InlineData(RestoreFault.OtherNodeRuns, "请先停止其他节点！")]
    [InlineData(RestoreFault.BackupNotReady, "databaseBackup[uuid:1] is not Enabled and Ready")]
    [InlineData(RestoreFault.BackupNotReady, "DatabaseBackup[uuid：1]未启用且未就绪")]
    [InlineData(RestoreFault.PathAndUrl, "installPath and bsUrl are both need")]
    [InlineData(RestoreFault.PathAndUrl, "InstallPath和BSURL都是必需")]
    [InlineData(RestoreFault.MySqlPassword, "not pass the restore security check:\nERROR 1045 (28000): Access denied for user 'root'@'localhost'")]
    public void A_refusal_has_a_name_of_its_own_in_both_languages(RestoreFault fault, string words)
    {
        ZStackException named = RestoreRefusals.Name(Said("SYS.1006", words), "node");

        Assert.Equal("Restore." + fault, named.Id);
        Assert.IsType<ZStackApiException>(named.InnerException);
    }

    [Theory]
    [InlineData("ID.1001", "please stop other node first!")]
    [InlineData("SYS.1006", "something else")]
    public void Any_other_failure_stays_what_it_was(string code, string words) => Assert.Equal(code, RestoreRefusals.Name(Said(code, words), "node").Id);

    private static ZStackApiException Said(string code, string words) => new("node", new ServerErrorText(code, [code], words, null), 503);
}
