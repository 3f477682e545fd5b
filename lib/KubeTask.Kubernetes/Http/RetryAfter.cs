using System.Net.Http.Headers;

namespace KubeTask.Kubernetes.Http;

/// <summary>The Retry-After header.</summary>
public static class RetryAfter
{
    /// <summary>How long the answer asks to wait; null if it doesn't ask.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        TimeSpan? wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
