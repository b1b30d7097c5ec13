using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Fuzz;

/// <summary>A session that no log-in made: broken answers begin with the first one.</summary>
internal static class FuzzSession
{
    private const string Id = "5ec2e7ca4a2100005ec2e7ca4a210000";

    public static ZStackSession Of(Transport transport) => new(
        transport,
        new SessionToken(transport.Server, new OpenedSession(Id, null, null, null), null, SessionExpiry.NoCredentials),
        Redactor.Patterns.With(Id),
        ServerTimeZone.TryParse("+08:00")!);
}
