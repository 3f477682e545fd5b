namespace KubeTask.Scaler.Watching;

/// <summary>Takes the observed objects of one kind. Called by one watch loop at a time.</summary>
public interface IObservedSink<in T>
    where T : IObserved
{
    /// <summary>Begins a list, which comes page by page. Of an earlier list that didn't end, only the pages count.</summary>
    void BeginList();

    /// <summary>Takes a page of the list.</summary>
    void TakePage(IReadOnlyList<T> page);

    /// <summary>Ends the list, which is complete at a resourceVersion: what wasn't on a page is gone.</summary>
    void EndList(string resourceVersion);

    /// <summary>Takes one change. Changes may come twice or out of order.</summary>
    void Apply(WatchChange change, T observed);
}
