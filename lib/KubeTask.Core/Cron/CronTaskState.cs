using System.Collections.Immutable;
using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>
/// What is known about a CronTask and its Tasks. It starts with the CronTask alone; <see cref="CronTaskDecider"/> asks for the rest.
/// </summary>
public sealed record CronTaskState
{
    public required V1Alpha1CronTask CronTask { get; init; }

    /// <summary>
    /// Tasks by name that were listed, looked up or created, or whose name was taken when one was to be created. A null value is a Task
    /// that doesn't exist.
    /// </summary>
    public ImmutableSortedDictionary<string, V1Alpha1Task?> Tasks { get; init; } =
        ImmutableSortedDictionary.Create<string, V1Alpha1Task?>(StringComparer.Ordinal);

    /// <summary>Whether <see cref="Tasks"/> has all Tasks of the CronTask.</summary>
    public bool Listed { get; init; }

    /// <summary>Whether a Task was created since the CronTask was read.</summary>
    public bool MadeTask { get; init; }

    /// <summary>The API server's messages for Tasks that it refused to create and always will, by name.</summary>
    public ImmutableDictionary<string, string> Refused { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The API server's messages for Tasks that it refused for now, by name: a quota is used up, or a webhook can't be reached. The same
    /// Task may be created later.
    /// </summary>
    public ImmutableDictionary<string, string> RefusedForNow { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The newest resourceVersion of a Task that the sender of the event observed, or null. What is read must not be older.
    /// </summary>
    public string? SeenTasks { get; init; }

    /// <summary>The name of the Task of the due time, if the sender of the event observed that it exists.</summary>
    public string? Created { get; init; }

    /// <summary>Whether so many CronTasks are due that Events about what went well are left out.</summary>
    public bool OneOfMany { get; init; }

    public ObjectKey Key => new(CronTask.Metadata.NamespaceProperty, CronTask.Metadata.Name);
}
