using System.Net.Http.Headers;

namespace KubeTask.Scaler;

/// <summary>The Retry-After header.</summary>
internal static class RetryAfter
{
    /// <summary>How long the answer asks to wait; null where it doesn't.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        TimeSpan? wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
