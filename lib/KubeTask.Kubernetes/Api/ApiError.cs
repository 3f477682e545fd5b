using System.Net;
using System.Text.Json;
using KubeTask.Core.Validation;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Kubernetes.Api;

/// <summary>An error answer of the API server.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Reason">The machine-readable reason of the Status object, such as <c>AlreadyExists</c>, or null.</param>
/// <param name="Message">The API server's own message.</param>
/// <param name="Cause">The first cause's type, such as <c>NamespaceTerminating</c>, or null.</param>
public sealed record ApiError(HttpStatusCode Code, string? Reason, string Message, string? Cause)
{
    /// <summary>A single line, even if the API server repeats a user's text.</summary>
    public string Message { get; } = OneLine.Of(Message);

    public bool IsConflict => Code == HttpStatusCode.Conflict && Reason != "AlreadyExists";
    public bool IsAlreadyExists => Code == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>The object itself is refused: it is invalid, too large, or against a policy. The same object is refused again.</summary>
    public bool IsInvalid =>
        Code is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge;

    /// <summary>The namespace is being deleted, and everything in it. Nothing is left to do, and nothing is wrong.</summary>
    public bool IsNamespaceTerminating => Code == HttpStatusCode.Forbidden && Cause == "NamespaceTerminating";

    /// <summary>The error of an answer, with the Status in its body, if any.</summary>
    internal static ApiError Of(HttpResponseMessage response, ApiStatus? status) =>
        new(response.StatusCode, status?.Reason, status?.Message ?? response.ReasonPhrase ?? "", status?.Causes.FirstOrDefault()?.Reason);
}

/// <summary>The API server refused something that the caller can't go on without.</summary>
public sealed class ApiException(string request, ApiError error)
    : Exception($"{request}: {(int)error.Code} {error.Reason}: {error.Message}")
{
    public ApiError Error { get; } = error;
}

/// <summary>An object exists, and holds a value that can't be read, such as a quantity that is too large.</summary>
public sealed class UnreadableObjectException(string request, Exception inner) : JsonException($"{request}: {inner.Message}", inner)
{
    /// <summary>What is wrong with the object.</summary>
    public string What { get; } = OneLine.Of(inner.Message);
}
