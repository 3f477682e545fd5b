namespace KubeTask.Scaler.Watching;

/// <summary>Takes what is observed of one kind. Called by one watch loop at a time.</summary>
public interface IObservedSink<in T>
    where T : IObserved
{
    /// <summary>The whole truth at a resourceVersion: what isn't among <paramref name="objects"/> is gone.</summary>
    void Replace(IReadOnlyList<T> objects, string resourceVersion);

    /// <summary>One change. May come doubled or out of order.</summary>
    void Apply(WatchChange change, T observed);
}
