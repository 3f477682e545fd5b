using System.Collections.Concurrent;

namespace PocketKube.Node.Watching;

/// <summary>Lets a pod wait for a ConfigMap or a Secret to come or to change.</summary>
internal sealed class Arrivals
{
    private readonly ConcurrentDictionary<ObjectReference, TaskCompletionSource> _waiting = [];

    /// <summary>Ends at the next change of the object. Ask for it before reading the object, so that no change falls between.</summary>
    public Task Next(ObjectReference reference) =>
        _waiting.GetOrAdd(reference, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Changed(ObjectReference reference)
    {
        if (_waiting.TryRemove(reference, out TaskCompletionSource? waiting))
            waiting.TrySetResult();
    }
}
