using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.Events;

/// <summary>Whether a caller may deliver an event.</summary>
public enum EventVerdict
{
    Allowed,

    /// <summary>No token, or none that the API server accepts: 401.</summary>
    Unknown,

    /// <summary>A token for another audience, or somebody else's: 403.</summary>
    Forbidden,
}

/// <summary>
/// Lets only the scaler deliver events. The API server says whose a token is. Its answer is cached for a short time, by the token's hash.
/// </summary>
public sealed class EventAccess(EventAccessSettings settings, TokenReviewer reviewer, TimeProvider time)
{
    /// <summary>How long a revoked token is still accepted.</summary>
    public static readonly TimeSpan AllowedFor = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_refusedFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_reviewTimeout = TimeSpan.FromSeconds(10);
    private const int MaxCached = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Task<EventVerdict> Verdict, DateTimeOffset Until)> _verdicts = [];

    /// <param name="authorization">The Authorization header.</param>
    /// <param name="cancellationToken">Ends this caller's wait. The review continues, because others may wait for it too.</param>
    /// <exception cref="ApiException">The API server refuses the review.</exception>
    public async Task<EventVerdict> CheckAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (settings.Insecure)
            return EventVerdict.Allowed;
        if (CallerToken.Parse(authorization) is not { } token)
            return EventVerdict.Unknown;
        string fingerprint = token.Fingerprint();
        Task<EventVerdict> review;
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_verdicts.TryGetValue(fingerprint, out (Task<EventVerdict> Verdict, DateTimeOffset Until) cached) && cached.Until > now)
            {
                review = cached.Verdict;
            }
            else
            {
                // Many wrong tokens empty the cache; the scaler's token is then reviewed again.
                if (_verdicts.Count >= MaxCached)
                    _verdicts.Clear();
                review = ReviewAsync(fingerprint, token);
                _verdicts[fingerprint] = (review, now + AllowedFor);
            }
        }

        return await review.WaitAsync(cancellationToken);
    }

    private async Task<EventVerdict> ReviewAsync(string fingerprint, CallerToken token)
    {
        // The rest runs outside the caller's lock.
        await Task.Yield();
        using var timeout = new CancellationTokenSource(s_reviewTimeout, time);
        try
        {
            string? user = await reviewer.UserOfAsync(token, settings.Audience, timeout.Token);
            EventVerdict verdict =
                user == settings.Identity ? EventVerdict.Allowed
                // A token that names another audience was refused for that reason at least.
                : user is not null || (token.Claim("aud") is { Count: > 0 } audiences && !audiences.Contains(settings.Audience))
                    ? EventVerdict.Forbidden
                : EventVerdict.Unknown;
            if (verdict != EventVerdict.Allowed)
                ExpireAfter(fingerprint, s_refusedFor);
            return verdict;
        }
        catch
        {
            // There is no verdict: the next caller asks again.
            ExpireAfter(fingerprint, TimeSpan.Zero);
            throw;
        }
    }

    private void ExpireAfter(string fingerprint, TimeSpan duration)
    {
        lock (_gate)
        {
            if (_verdicts.TryGetValue(fingerprint, out (Task<EventVerdict> Verdict, DateTimeOffset Until) cached))
                _verdicts[fingerprint] = cached with { Until = time.GetUtcNow() + duration };
        }
    }
}
