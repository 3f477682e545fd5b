using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// Contexts: only how new the newest one is. The functions may then read Contexts from the API server's cache, and see every change that
/// was observed.
/// </summary>
internal sealed class ContextFeed(IndexState state) : IObservedSink<ObservedContext>
{
    private Revision _newest;

    /// <summary>The newest resourceVersion; null if there is none, or if it isn't a number.</summary>
    public string? Newest => _newest.Text;

    public void BeginList() { }

    public void TakePage(IReadOnlyList<ObservedContext> page)
    {
        lock (state.Gate)
        {
            foreach (ObservedContext observed in page)
                _newest = Revision.Newer(_newest, Revision.Parse(observed.ResourceVersion));
        }
    }

    public void EndList(string resourceVersion) { }

    public void Apply(WatchChange change, ObservedContext observed)
    {
        lock (state.Gate)
            _newest = Revision.Newer(_newest, Revision.Parse(observed.ResourceVersion));
    }
}
