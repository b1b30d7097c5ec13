using System;
using System.Text.Json.Nodes;

namespace ZStack.Backup.Sandbox.Wire;

/// <summary>The node says no, in JSON.</summary>
internal sealed class ApiException : Exception
{
    public ApiException(string code, string details, ApiException? cause = null)
        : base(details, cause) => Code = code;

    public string Code { get; }

    /// <summary>As the node writes it, with its causes.</summary>
    public JsonObject ToJson()
    {
        JsonObject error = Answer.ErrorCode(Code, Description, Message);
        if (InnerException is ApiException cause)
            error["cause"] = cause.ToJson();
        return error;
    }

    public static ApiException SessionExpired => new("ID.1001", "Session expired");

    public static ApiException Argument(string details) => new("SYS.1007", details);

    public static ApiException Failed(string details, ApiException? cause = null) => new("SYS.1006", details, cause);

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
