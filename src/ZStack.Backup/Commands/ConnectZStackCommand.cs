using System.Management.Automation;
using System.Security;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Sessions;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;
using ZStack.Backup.Sessions;

namespace ZStack.Backup.Commands;

/// <summary>Opens a session on a management node and makes it the default of this runspace.</summary>
[Cmdlet(VerbsCommunications.Connect, "ZStack", DefaultParameterSetName = CredentialSet)]
[OutputType(typeof(ZStackSession))]
public sealed class ConnectZStackCommand : NodeCmdlet
{
    private const string CredentialSet = "Credential";
    private const string AccessKeySet = "AccessKey";
    private const string SessionIdSet = "SessionId";
    private const string EnvironmentSet = "Environment";

    /// <summary>host, host:port or URL.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = CredentialSet)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = AccessKeySet)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = SessionIdSet)]
    [Parameter(Position = 0, ParameterSetName = EnvironmentSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public string? Server { get; set; }

    [Parameter(Position = 1, Mandatory = true, ParameterSetName = CredentialSet)]
    [Credential]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    [Parameter(ParameterSetName = CredentialSet)]
    public LogInType LoginType { get; set; }

    /// <summary>The account that a user of log-in type User belongs to.</summary>
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? AccountName { get; set; }

    /// <summary>The project to enter with log-in type VirtualId.</summary>
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? ProjectName { get; set; }

    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? VerifyCode { get; set; }

    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    [TextArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? CaptchaUuid { get; set; }

    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? TwoFactorCode { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = AccessKeySet)]
    [ValidateNotNullOrEmpty]
    [TextArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? AccessKeyId { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = AccessKeySet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? AccessKeySecret { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = SessionIdSet)]
    [ValidateNotNullOrEmpty]
    [TextArgument]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? SessionId { get; set; }

    /// <summary>ZSTACK_SERVER and ZSTACK_ACCESS_KEY_ID, ZSTACK_ACCESS_KEY_SECRET or ZSTACK_ACCOUNT, ZSTACK_PASSWORD.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    public SwitchParameter FromEnvironment { get; set; }

    /// <summary>Do not log in again when the session has expired.</summary>
    [Parameter]
    public SwitchParameter NoReconnect { get; set; }

    /// <summary>An offset such as +08:00, or a zone id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? ServerTimeZone { get; set; }

    protected override void ProcessRecord()
    {
        string server = Server ?? "";
        Attempt? attempt = null;
        try
        {
            server = Server ?? LogInEnvironment.Server;
            LogIn logIn = LogInFromParameters();
            ConnectionSettings settings = SettingsFor(server);
            ServerTimeZone? zone = ServerTimeZone is null
                ? null
                : Backup.ServerTimeZone.TryParse(ServerTimeZone) ?? throw Invalid(nameof(ServerTimeZone), Messages.Arg_BadTimeZone);
            WarnOfRisks(settings);
            attempt = new Attempt(Wording.Sentence(nameof(Messages.Tried_Connect), [settings.Address.Name, logIn.User ?? SessionIdSet]));
            ZStackSession session = Wait((events, token) => ZStackClient.ConnectAsync(settings, logIn, zone, !NoReconnect, events, token));
            Keep(session);
            Emit(session);
            RemoveLeftovers(session);
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, attempt, ErrorTarget.OfServer(server));
        }
    }

    private LogIn LogInFromParameters() => ParameterSetName switch
    {
        AccessKeySet => new AccessKeyLogIn(AccessKeyId!, AccessKeySecret!),
        SessionIdSet => new SessionIdLogIn(SessionId!),
        EnvironmentSet => LogInEnvironment.LogIn,
        _ => PasswordLogInFromParameters(),
    };

    private PasswordLogIn PasswordLogInFromParameters()
    {
        if (LoginType == LogInType.User && AccountName is null)
            throw Invalid(nameof(AccountName), Messages.Arg_AccountNameMissing);
        if (LoginType == LogInType.User && (VerifyCode ?? CaptchaUuid) is not null)
            throw Invalid(nameof(VerifyCode), Messages.Arg_VerifyCodeForUser);
        if (LoginType != LogInType.User && AccountName is not null)
            throw Invalid(nameof(AccountName), Wording.Sentence(nameof(Messages.Arg_OnlyForLoginType), [LogInType.User]));
        if (LoginType != LogInType.VirtualId && ProjectName is not null)
            throw Invalid(nameof(ProjectName), Wording.Sentence(nameof(Messages.Arg_OnlyForLoginType), [LogInType.VirtualId]));
        return new PasswordLogIn(LoginType, Credential!.UserName, Credential.Password)
        {
            AccountName = AccountName,
            ProjectName = ProjectName,
            VerifyCode = VerifyCode,
            CaptchaUuid = CaptchaUuid,
            TwoFactorCode = TwoFactorCode,
        };
    }

    private void Keep(ZStackSession session)
    {
        // The node allows a user only so many sessions. One that cannot come back by itself may still be in use elsewhere.
        if (SessionTable.Current.Add(session) is not { RenewsItself: true } replaced)
            return;
        try
        {
            Wait((events, token) => new ZStackClient(replaced, events).LogOutAsync(token));
        }
        catch (ZStackException e)
        {
            WriteVerbose(Wording.Of(e));
        }
    }

    private static ZStackException Invalid(string parameter, string reason) => new(ZStackErrorKind.InvalidArgument, parameter, reason);
}
