using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Errors;

/// <summary>A request's failure as the client gets it: a <c>Status</c> object.</summary>
internal sealed class StatusException : Exception
{
    public StatusException(int code, string reason, string message, JsonObject? details = null)
        : base(message)
    {
        Code = code;
        Reason = reason;
        Details = details;
    }

    /// <summary>HTTP status code.</summary>
    public int Code { get; }

    /// <summary>Kubernetes' reason, such as <c>NotFound</c>.</summary>
    public string Reason { get; }

    /// <summary>The Status' details, or null.</summary>
    public JsonObject? Details { get; }

    /// <summary>Seconds for a Retry-After header; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The decoder's message; null if the request failed for another reason.</summary>
    public string? Undecodable { get; init; }

    /// <summary>Nothing is served at the path.</summary>
    public bool UnknownPath { get; init; }

    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0)
            status["reason"] = Reason;

        if (Details is not null)
            status["details"] = Details.DeepClone();

        status["code"] = Code;
        return status;
    }
}
