namespace PocketKube.ApiServer.Watch;

/// <summary>How watches behave.</summary>
public sealed record WatchSettings
{
    /// <summary>How many changes of each resource can be resumed.</summary>
    public int HistoryLength { get; init; } = 10_000;

    /// <summary>Time between bookmarks for watchers that allow them.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long a watch ends that asked for no time of its own.</summary>
    public TimeSpan DefaultTimeout { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>
    /// A watch from a resourceVersion that is too old is answered with HTTP 410 (as a server without a watch cache does);
    /// else with 200 and an ERROR event (as a server with one does).
    /// </summary>
    public bool ExpiredAsStatus { get; init; }
}
