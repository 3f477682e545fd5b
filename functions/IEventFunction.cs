using KubeTask.Core.Events;

namespace KubeTask.Functions;

/// <summary>A function that an event starts. It keeps nothing between two calls.</summary>
public interface IEventFunction
{
    /// <exception cref="KubeTask.Kubernetes.Api.ApiException">The API server refused what it should allow.</exception>
    Task<FunctionOutcome> RunAsync(KubeTaskEvent cloudEvent, CancellationToken cancellationToken);
}
