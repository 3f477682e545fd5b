using KubeTask.Core;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Clusters;

/// <summary>A kind of object, and where the API server has it.</summary>
/// <param name="Name">Such as Task.</param>
/// <param name="Group">Such as kubetask.io; empty for the core group.</param>
/// <param name="Version">Such as v1alpha1.</param>
/// <param name="Plural">Such as tasks.</param>
/// <param name="ShortName">Such as kt, or null.</param>
internal sealed record Kind(string Name, string Group, string Version, string Plural, string? ShortName = null)
{
    public static Kind Task { get; } = Ours("Task", "tasks", "kt");
    public static Kind CronTask { get; } = Ours("CronTask", "crontasks", "kct");
    public static Kind Agent { get; } = Ours("Agent", "agents", "kta");
    public static Kind Context { get; } = Ours("Context", "contexts", "ktx");
    public static Kind KubeTaskConfig { get; } = Ours("KubeTaskConfig", "kubetaskconfigs", "ktc");

    /// <summary>What KubeTask's own parts are.</summary>
    public static Kind Deployment { get; } = new("Deployment", "apps", "v1", "deployments");

    /// <summary>The kinds of KubeTask.</summary>
    public static IReadOnlyList<Kind> All { get; } = [Task, CronTask, Agent, Context, KubeTaskConfig];

    /// <summary>Such as task: the name for one object in <c>task/NAME</c>.</summary>
    public string Singular => Name.ToLowerInvariant();

    /// <summary>What <c>-o name</c> writes before the name.</summary>
    public string QualifiedName => Group.Length == 0 ? Singular : $"{Singular}.{Group}";

    /// <summary>The kind that a user means, such as tasks, task or kt; null if there is none.</summary>
    public static Kind? Find(string word) => All.FirstOrDefault(k => k.IsCalled(word));

    /// <summary>The path of all objects, in one namespace or in all.</summary>
    public string Collection(string? ns) => ns is null ? $"{Root}/{Plural}" : $"{Root}/namespaces/{Uri.EscapeDataString(ns)}/{Plural}";

    /// <summary>The path of an object.</summary>
    public string Path(ObjectKey key) => $"{Collection(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";

    private bool IsCalled(string word) =>
        new[] { Plural, Singular, ShortName, QualifiedName, $"{Plural}.{Group}" }.Contains(word, StringComparer.OrdinalIgnoreCase);

    private string Root => Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";

    private static Kind Ours(string name, string plural, string shortName) =>
        new(name, KubeTaskApi.Group, KubeTaskApi.Version, plural, shortName);
}
