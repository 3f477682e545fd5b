namespace KubeTask.Core.Outcomes;

/// <summary>Something that a decision about a Task needs to see.</summary>
/// <param name="Key">The object, or the object that the others belong to.</param>
public abstract record Need(ObjectKey Key)
{
    public sealed record Agent(ObjectKey Key) : Need(Key);

    /// <summary>The Agent as it is now, not from a cache.</summary>
    public sealed record CurrentAgent(ObjectKey Key) : Need(Key);

    /// <summary>A Task whose usage was counted or is to be, as it is now.</summary>
    public sealed record CountedTask(ObjectKey Key) : Need(Key);

    public sealed record Context(ObjectKey Key) : Need(Key);

    public sealed record ConfigMap(ObjectKey Key) : Need(Key);

    /// <summary>The KubeTaskConfig of the key's namespace.</summary>
    public sealed record Config(ObjectKey Key) : Need(Key);

    public sealed record Job(ObjectKey Key) : Need(Key);

    /// <summary>The pods of the Job that the key names.</summary>
    public sealed record Pods(ObjectKey Key) : Need(Key);

    /// <summary>The Events of the pod that the key names.</summary>
    public sealed record PodEvents(ObjectKey Key) : Need(Key);

    /// <summary>The Events of the Job that the key names.</summary>
    public sealed record JobEvents(ObjectKey Key) : Need(Key);
}
