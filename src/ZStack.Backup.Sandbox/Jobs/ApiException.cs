using System;

namespace ZStack.Backup.Sandbox;

/// <summary>The node says no, in JSON.</summary>
internal sealed class ApiException : Exception
{
    public ApiException(string code, string details)
        : base(details) => Code = code;

    public string Code { get; }

    public static ApiException SessionExpired => new("ID.1001", "Session expired");

    public static ApiException Argument(string details) => new("SYS.1007", details);

    public static ApiException Failed(string details) => new("SYS.1006", details);

    public static ApiException NotFound(string field, string type, string uuid) => new("SYS.1003", $"invalid field[{field}], resource[uuid:{uuid}, type:{type}] not found");

    public string Description => Code switch
    {
        "ID.1001" => "Session expired",
        "SYS.1000" => "An internal error happened in system",
        "SYS.1003" => "Unable to find the resource",
        "SYS.1007" => "One or more API argument is invalid",
        _ => "An operation failed",
    };
}
