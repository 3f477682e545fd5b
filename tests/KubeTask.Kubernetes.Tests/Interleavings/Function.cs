using System.Runtime.ExceptionServices;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>One run of a function.</summary>
internal sealed class Function
{
    public Task<bool> Work { get; set; } = null!;
    public bool Killed { get; private set; }

    public void Kill() => Killed = true;

    /// <summary>Rethrows the exception of the function, unless it was killed, or the API server refused something.</summary>
    public void Throw()
    {
        if (Work.Exception?.InnerException is { } e and not (KilledException or ApiException))
            ExceptionDispatchInfo.Throw(e);
    }
}
