namespace ZStack.Backup.Sandbox;

/// <summary>What a node looks like while it is not there.</summary>
public enum OutageShape
{
    /// <summary>Nobody listens.</summary>
    Refused,

    /// <summary>Connections are reset.</summary>
    Reset,

    Proxy502,

    Proxy503,

    /// <summary>Tomcat runs, the node in it does not.</summary>
    Html404,

    Html503,

    /// <summary>The node says itself that it is not ready: SYS.1010.</summary>
    NotReady,
}
