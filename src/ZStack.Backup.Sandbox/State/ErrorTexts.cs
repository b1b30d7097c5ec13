namespace ZStack.Backup.Sandbox.State;

/// <summary>What the node says, in the language that it is set to.</summary>
internal sealed class ErrorTexts
{
    /// <summary>Its translation is not published.</summary>
    public const string NoStorage = "No available backup storage found, skip this job";

    private readonly bool _chinese;

    public ErrorTexts(bool chinese) => _chinese = chinese;

    public string CoverForbidden => Say("do not allow cover database from backup", "不允许从备份中覆盖数据库");

    public string PathAndUrl => Say("installPath and bsUrl are both need", "InstallPath和BSURL都是必需");

    public string NoFreePort => Say("cannot get free port to listen", "无法获取空闲端口以进行侦听");

    public string NoPeer => Say("cannot ssh peer node via sshkey, please check connection", "无法通过SSHKEY进行SSH对等节点，请检查连接");

    public string StopOtherNode => Say("please stop other node first!", "请先停止其他节点！");

    public string StorageNotUsable(string uuid) => Say($"backup storage[uuid:{uuid}] is not enabled and connected", $"备份存储[uuid：{uuid}]未启用和连接");

    public string BackupNotUsable(string uuid) => Say($"database backup[uuid:{uuid}] is not Enabled and Ready", $"数据库备份[uuid：{uuid}]未启用且未就绪");

    /// <summary>The restore has its own spelling of it.</summary>
    public string NotRestorable(string uuid) => Say($"databaseBackup[uuid:{uuid}] is not Enabled and Ready", $"DatabaseBackup[uuid：{uuid}]未启用且未就绪");

    public string NotOnStorage(string uuid, string storage) => Say($"database backup[uuid:{uuid}] not found in backup storage[uuid:{storage}]", $"未在备份存储[uuid：{storage}]中找到数据库备份[uuid：{uuid}]");

    public string Exported(string uuid, string storage) => Say($"database backup[uuid{uuid}] has been exported from backupStorage[uuid:{storage}]", $"数据库备份[uuid{uuid}]已从备份存储[uuid：{storage}]中导出");

    public string NotExported(string uuid, string storage) => Say($"database backup[uuid{uuid}] has not been exported from backupStorage[uuid:{storage}]", $"数据库备份[uuid{uuid}]尚未从备份存储[uuid：{storage}]中导出");

    public string SecurityCheck(string why) => Say($"not pass the restore security check:\n{why}", $"未通过还原安全检查：\n{why}");

    public string WrongVersion(string backup, string node) => Say($"database backup version[{backup}] is not match currently version[{node}]", $"数据库备份版本[{backup}]与当前版本[{node}]不匹配");

    public string IllegalUrl(string url) => Say($"illegal url[{url}], correct example is ssh://username:password@hostname[:sshPort]/path", $"非法URL[{url}]，正确示例为SSH：//username：password@hostname[：sshport]/path");

    private string Say(string english, string chinese) => _chinese ? chinese : english;
}
