using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Reconciling;

/// <summary>Reads what decisions need to see.</summary>
public interface IGatherer<TState, in TNeed>
{
    /// <summary>Reads one thing.</summary>
    /// <returns>How to add it to the state.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    Task<Func<TState, TState>> ReadAsync(TState state, TNeed need, CancellationToken cancellationToken);
}
