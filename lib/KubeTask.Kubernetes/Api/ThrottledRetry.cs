using System.Net;

namespace KubeTask.Kubernetes.Api;

/// <summary>The result of one try, and how long the server asks to wait before the next.</summary>
internal readonly record struct Answer<T>(ApiResult<T> Result, TimeSpan? RetryAfter)
    where T : class;

/// <summary>
/// Repeats what the API server refuses for now (429, or 503 with Retry-After), after the time that it asks for. Jitter keeps the callers
/// that it refused together from returning together.
/// </summary>
internal sealed class ThrottledRetry(TimeProvider time, Random jitter)
{
    private const int MaxTries = 5;
    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(10);

    public async Task<ApiResult<T>> RunAsync<T>(Func<CancellationToken, Task<Answer<T>>> send, CancellationToken cancellationToken)
        where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            Answer<T> answer = await send(cancellationToken);
            if (attempt == MaxTries || !MayRetry(answer))
                return answer.Result;
            TimeSpan asked = answer.RetryAfter ?? TimeSpan.FromSeconds(1);
            await Task.Delay((asked < s_maxWait ? asked : s_maxWait) * (1 + Jitter() / 2), time, cancellationToken);
        }
    }

    private static bool MayRetry<T>(Answer<T> answer)
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
