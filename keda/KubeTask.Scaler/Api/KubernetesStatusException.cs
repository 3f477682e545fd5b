namespace KubeTask.Scaler.Api;

/// <summary>The API server's refusal: an HTTP status, or an ERROR frame in a watch.</summary>
public sealed class KubernetesStatusException(int code, string message, TimeSpan? retryAfter) : Exception(message)
{
    /// <summary>The HTTP status code, such as 410.</summary>
    public int Code { get; } = code;

    /// <summary>How long the server asks to wait, if it does.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
