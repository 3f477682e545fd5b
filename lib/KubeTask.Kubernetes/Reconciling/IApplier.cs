using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Reconciling;

/// <summary>
/// Carries out the actions of decisions. Each action has a precondition (a name, a uid or a resourceVersion), so each may be repeated.
/// </summary>
public interface IApplier<TState, in TAction>
{
    /// <summary>Carries out one action.</summary>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    Task<Applied<TState>> ApplyAsync(TState state, TAction action, CancellationToken cancellationToken);
}
