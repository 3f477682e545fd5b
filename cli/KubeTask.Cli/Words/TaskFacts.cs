using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Words;

/// <summary>What is known of a Task and of what it may wait for.</summary>
internal sealed record TaskFacts(V1Alpha1Task Task, DateTimeOffset Now)
{
    /// <summary>The Task's Agent; null if it doesn't exist or can't be read.</summary>
    public V1Alpha1Agent? Agent { get; init; }

    /// <summary>The Tasks of the Task's namespace.</summary>
    public IReadOnlyList<V1Alpha1Task> Others { get; init; } = [];

    /// <summary>The Events of the Task.</summary>
    public IReadOnlyList<Corev1Event> Events { get; init; } = [];

    /// <summary>What couldn't be read, and why.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}
