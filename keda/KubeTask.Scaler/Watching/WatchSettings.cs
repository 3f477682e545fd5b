namespace KubeTask.Scaler.Watching;

/// <summary>How lists and watches behave. The defaults are for production; tests shorten them.</summary>
public sealed record WatchSettings
{
    /// <summary>How many objects a page of a list has.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>A watch that brings no byte for this long counts as dead. API servers send a bookmark about once a minute.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How long one page of a list may take.</summary>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The server is asked to end a watch after between this time and twice this time, so that watches move to new API servers.
    /// </summary>
    public TimeSpan WatchFor { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(200);
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A watch that ends cleanly before this time without a frame counts as a failure, so that a server that ends watches at once isn't
    /// flooded with requests.
    /// </summary>
    public TimeSpan ShortWatch { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest frame. etcd refuses objects far below this size.</summary>
    public long MaxFrameBytes { get; init; } = 32 << 20;
}
