using System.Net;
using KubeTask.Core.Validation;

namespace KubeTask.Kubernetes;

/// <summary>An answer of the API server that says no.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Reason">The machine-readable reason of the Status object, such as <c>AlreadyExists</c>, or null.</param>
/// <param name="Words">The API server's own message.</param>
/// <param name="Cause">The first cause's type, such as <c>NamespaceTerminating</c>, or null.</param>
public sealed record ApiError(HttpStatusCode Code, string? Reason, string Words, string? Cause)
{
    /// <summary>In one line, whatever of a user's text the API server repeats.</summary>
    public string Words { get; } = OneLine.Of(Words);

    public bool IsConflict => Code == HttpStatusCode.Conflict && Reason != "AlreadyExists";
    public bool IsAlreadyExists => Code == HttpStatusCode.Conflict && Reason == "AlreadyExists";
    public bool IsInvalid => Code is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest;

    /// <summary>The namespace is going away, and everything in it too: there is nothing to be done, and nothing wrong.</summary>
    public bool IsNamespaceTerminating => Code == HttpStatusCode.Forbidden && Cause == "NamespaceTerminating";
}

/// <summary>The API server said no to something that the caller can't go on without.</summary>
public sealed class ApiException(string request, ApiError error) : Exception($"{request}: {(int)error.Code} {error.Reason}: {error.Words}")
{
    public ApiError Error { get; } = error;
}
