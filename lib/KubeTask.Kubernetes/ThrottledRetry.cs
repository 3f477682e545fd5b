using System.Net;

namespace KubeTask.Kubernetes;

/// <summary>What one try brought, and how long the server asked to wait before the next.</summary>
internal readonly record struct Answer<T>(ApiResult<T> Result, TimeSpan? RetryAfter)
    where T : class;

/// <summary>
/// Obeys an API server that says "not now" (429, or 503 with Retry-After), with jitter so that the callers it turned away don't come back together.
/// </summary>
internal sealed class ThrottledRetry(TimeProvider time, Random jitter)
{
    private const int Tries = 5;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    public async Task<ApiResult<T>> RunAsync<T>(Func<CancellationToken, Task<Answer<T>>> send, CancellationToken cancellationToken)
        where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            Answer<T> answer = await send(cancellationToken);
            if (attempt == Tries || !MayComeBack(answer))
                return answer.Result;
            TimeSpan asked = answer.RetryAfter ?? TimeSpan.FromSeconds(1);
            await Task.Delay((asked < s_longest ? asked : s_longest) * (1 + Jitter() / 2), time, cancellationToken);
        }
    }

    private static bool MayComeBack<T>(Answer<T> answer)
        where T : class =>
        answer.Result.Error?.Code switch
        {
            HttpStatusCode.TooManyRequests => true,
            HttpStatusCode.ServiceUnavailable => answer.RetryAfter is not null,
            _ => false,
        };

    private double Jitter()
    {
        lock (jitter)
            return jitter.NextDouble();
    }
}
