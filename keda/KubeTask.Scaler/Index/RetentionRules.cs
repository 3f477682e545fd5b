using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>What the KubeTaskConfigs say of how long ended Tasks are kept. Guarded by the index's lock.</summary>
internal sealed class RetentionRules(string releaseNamespace)
{
    private readonly ObservedStore<ObservedConfig> configs = new();
    private readonly Dictionary<string, long> seconds = [];

    /// <summary>Takes a list: returns whose Tasks it may concern.</summary>
    public IReadOnlyList<Reach> Replace(IReadOnlyList<ObservedConfig> objects, string resourceVersion)
    {
        bool first = !configs.Synced;
        List<Reach> reaches = [.. configs.Replace(objects, resourceVersion).Select(c => Take(c.Former, c.Current)).OfType<Reach>()];
        return first ? [new Reach(null)] : reaches;
    }

    /// <summary>Takes a frame: returns whose Tasks it concerns, or null for nobody's.</summary>
    public Reach? Apply(WatchChange change, ObservedConfig observed)
        => configs.Apply(change, observed) is { } effect ? Take(effect.Former, effect.Current) : null;

    /// <summary>When the Task is to be deleted. Before the configs are known, only a Task that says so itself is.</summary>
    public DateTimeOffset? DeleteAt(ObservedTask task)
        => task.TtlSeconds is null && !configs.Synced
            ? null
            : TaskRetention.DeleteAt(task.CompletedAt, task.TtlSeconds, Of(task.Key.Namespace), Of(releaseNamespace));

    private Reach? Take(ObservedConfig? former, ObservedConfig? current)
    {
        ObjectKey key = (current ?? former)!.Key;
        if (key.Name != V1Alpha1KubeTaskConfig.SingletonName)
            return null;
        if (current?.TtlSeconds is { } ttl)
            seconds[key.Namespace] = ttl;
        else
            seconds.Remove(key.Namespace);
        return new Reach(key.Namespace == releaseNamespace ? null : key.Namespace);
    }

    private long? Of(string ns) => seconds.TryGetValue(ns, out long ttl) ? ttl : null;

    /// <summary>Whose Tasks a change concerns: a namespace's, or (null) all.</summary>
    public readonly record struct Reach(string? Namespace);
}
