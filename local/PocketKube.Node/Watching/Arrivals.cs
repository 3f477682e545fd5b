using System.Collections.Concurrent;

namespace PocketKube.Node.Watching;

/// <summary>Lets a pod wait until a ConfigMap or a Secret is created or changed.</summary>
internal sealed class Arrivals
{
    private readonly ConcurrentDictionary<ObjectReference, TaskCompletionSource> _waiting = [];

    /// <summary>Ends at the next change of the object. Call it before reading the object, so that no change is missed.</summary>
    public Task Next(ObjectReference reference) =>
        _waiting.GetOrAdd(reference, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Changed(ObjectReference reference)
    {
        if (_waiting.TryRemove(reference, out TaskCompletionSource? waiting))
            waiting.TrySetResult();
    }
}
