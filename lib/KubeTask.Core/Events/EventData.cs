namespace KubeTask.Core.Events;

/// <summary>
/// What the sender's watches last showed: objects as the API server sent them, and how recent the sender's view is. A function decides from
/// it, and every write keeps its precondition, so an old object leads to a conflict and a fresh read (docs/adr/0002). All of it is
/// optional: a function reads what isn't there.
/// </summary>
public sealed record EventData
{
    /// <summary>The CronTask.</summary>
    public RawJson? CronTask { get; init; }

    /// <summary>The Task.</summary>
    public RawJson? Task { get; init; }

    /// <summary>The only pod of the attempt's Job, if the agent in it has ended. That can't change any more.</summary>
    public RawJson? EndedPod { get; init; }

    /// <summary>The names of the Job's pods that may still run.</summary>
    public IReadOnlyList<string>? Pods { get; init; }

    /// <summary>The newest resourceVersions in the sender's view. A function must not use an older view.</summary>
    public SeenVersions? Seen { get; init; }
}

/// <summary>The newest resourceVersion of each kind in somebody's view; null where nothing was seen.</summary>
/// <param name="Tasks">Of Tasks.</param>
/// <param name="Agents">Of Agents.</param>
/// <param name="Contexts">Of Contexts.</param>
/// <param name="Configs">Of KubeTaskConfigs.</param>
public sealed record SeenVersions(string? Tasks = null, string? Agents = null, string? Contexts = null, string? Configs = null);
