namespace KubeTask.Scaler.Watching;

/// <summary>Takes what is observed of one kind. Called by one watch loop at a time.</summary>
public interface IObservedSink<in T>
    where T : IObserved
{
    /// <summary>A list begins, page by page. One that was begun before and didn't end counts for nothing but for what its pages told.</summary>
    void BeginList();

    /// <summary>A page of the list.</summary>
    void TakePage(IReadOnlyList<T> page);

    /// <summary>The list is whole, and is the truth at a resourceVersion: what wasn't on a page is gone.</summary>
    void EndList(string resourceVersion);

    /// <summary>One change. May come doubled or out of order.</summary>
    void Apply(WatchChange change, T observed);
}
