using System.Collections.Immutable;
using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>What is known of a CronTask and its Tasks. It starts with the CronTask alone; <see cref="CronTaskDecider"/> says what else it needs to see.</summary>
public sealed record CronTaskState
{
    public required V1Alpha1CronTask CronTask { get; init; }

    /// <summary>
    /// Tasks by name: those that were listed, looked up, made, or found in the way of one that was to be made. A null value is one that isn't there.
    /// </summary>
    public ImmutableSortedDictionary<string, V1Alpha1Task?> Tasks { get; init; } =
        ImmutableSortedDictionary.Create<string, V1Alpha1Task?>(StringComparer.Ordinal);

    /// <summary>Whether <see cref="Tasks"/> holds every Task of the CronTask.</summary>
    public bool Listed { get; init; }

    /// <summary>Whether a Task was made since the CronTask was read.</summary>
    public bool MadeTask { get; init; }

    /// <summary>What the API server said of Tasks that it refused to create, by name.</summary>
    public ImmutableDictionary<string, string> Refused { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ObjectKey Key => new(CronTask.Metadata.NamespaceProperty, CronTask.Metadata.Name);
}
