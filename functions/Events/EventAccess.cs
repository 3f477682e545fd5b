using KubeTask.Kubernetes;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions;

/// <summary>What is said to one who delivers an event.</summary>
public enum EventVerdict
{
    Allowed,

    /// <summary>No token, or none that the API server accepts: 401.</summary>
    Unknown,

    /// <summary>A token for another audience, or of somebody else: 403.</summary>
    Forbidden,
}

/// <summary>
/// Lets only the scaler deliver events. The API server says whose a token is; what it said is remembered for a moment, by the token's hash.
/// </summary>
public sealed class EventAccess(EventAccessSettings settings, TokenReviewer reviewer, TimeProvider time)
{
    /// <summary>So long a token that was taken back still opens.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_refusalRemembered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private const int Most = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Task<EventVerdict> Verdict, DateTimeOffset Until)> _known = [];

    /// <param name="authorization">The Authorization header.</param>
    /// <param name="cancellationToken">Ends the wait; a review that others wait for goes on.</param>
    /// <exception cref="ApiException">The API server doesn't let us ask.</exception>
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
            if (_known.TryGetValue(fingerprint, out (Task<EventVerdict> Verdict, DateTimeOffset Until) known) && known.Until > now)
            {
                review = known.Verdict;
            }
            else
            {
                // Strangers with ever new tokens push out what is known; the scaler's is asked for again then.
                if (_known.Count >= Most)
                    _known.Clear();
                review = ReviewAsync(fingerprint, token);
                _known[fingerprint] = (review, now + Remembered);
            }
        }

        return await review.WaitAsync(cancellationToken);
    }

    private async Task<EventVerdict> ReviewAsync(string fingerprint, CallerToken token)
    {
        // The rest runs outside of the caller's lock.
        await Task.Yield();
        using var patience = new CancellationTokenSource(s_patience, time);
        try
        {
            string? user = await reviewer.UserOfAsync(token, settings.Audience, patience.Token);
            EventVerdict verdict =
                user == settings.Identity ? EventVerdict.Allowed
                // A token that says itself that it is for somebody else was refused for that, or for more.
                : user is not null || (token.Claim("aud") is { Count: > 0 } audiences && !audiences.Contains(settings.Audience))
                    ? EventVerdict.Forbidden
                : EventVerdict.Unknown;
            if (verdict != EventVerdict.Allowed)
                Forget(fingerprint, s_refusalRemembered);
            return verdict;
        }
        catch
        {
            // Nothing was said: the next one asks again.
            Forget(fingerprint, TimeSpan.Zero);
            throw;
        }
    }

    private void Forget(string fingerprint, TimeSpan after)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(fingerprint, out (Task<EventVerdict> Verdict, DateTimeOffset Until) known))
                _known[fingerprint] = known with { Until = time.GetUtcNow() + after };
        }
    }
}
