using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What the KubeTaskConfigs say about how long, and how many, ended Tasks are kept. Guarded by the index's lock.</summary>
internal sealed class RetentionRules(string releaseNamespace)
{
    private readonly ObservedStore<ObservedConfig> _configs = new();
    private bool _listed;

    /// <summary>The newest resourceVersion of a KubeTaskConfig that was observed.</summary>
    public Revision Newest => _configs.Newest;

    public void BeginList() => _configs.BeginList();

    /// <summary>Takes a page of a list; returns whose Tasks it may affect.</summary>
    public List<Reach> TakePage(IReadOnlyList<ObservedConfig> page) => Reaches(_configs.TakePage(page));

    /// <summary>Ends a list; returns whose Tasks it may affect. The first list affects all Tasks.</summary>
    public List<Reach> EndList(string resourceVersion)
    {
        List<Reach> reaches = Reaches(_configs.EndList(resourceVersion));
        if (_listed)
            return reaches;
        _listed = true;
        return [new Reach(null)];
    }

    /// <summary>Takes a frame; returns whose Tasks it affects.</summary>
    public List<Reach> Apply(WatchChange change, ObservedConfig observed) =>
        _configs.Apply(change, observed) is { } effect ? Reaches([effect]) : [];

    /// <summary>
    /// When an ended Task is to be deleted; null for never. Before the configs are known, only a Task with a ttl of its own is deleted.
    /// </summary>
    public DateTimeOffset? DeleteAt(string ns, DateTimeOffset? completedAt, long? ttlSeconds) =>
        ttlSeconds is null && !_configs.Synced
            ? null
            : TaskRetention.DeleteAt(completedAt, ttlSeconds, Of(ns)?.TtlSeconds, Of(releaseNamespace)?.TtlSeconds);

    /// <summary>How many ended Tasks a namespace keeps; null for all, and before the configs are known.</summary>
    public long? MaxRetained(string ns) => _configs.Synced ? Of(ns)?.MaxRetained ?? Of(releaseNamespace)?.MaxRetained : null;

    private List<Reach> Reaches(List<(ObservedConfig? Former, ObservedConfig? Current)> changes) =>
        [
            .. changes
                .Select(c => (c.Current ?? c.Former)!.Key)
                .Where(k => k.Name == V1Alpha1KubeTaskConfig.SingletonName)
                .Select(k => new Reach(k.Namespace == releaseNamespace ? null : k.Namespace)),
        ];

    private ObservedConfig? Of(string ns) => _configs.Find(new ObjectKey(ns, V1Alpha1KubeTaskConfig.SingletonName));

    /// <summary>Whose Tasks a change affects: those of one namespace, or (null) all.</summary>
    public readonly record struct Reach(string? Namespace);
}
