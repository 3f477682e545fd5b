using KubeTask.Core.Api;

namespace KubeTask.Functions.ObjectApi;

/// <summary>A kind of object that callers may list and watch.</summary>
/// <param name="Plural">Its name in paths, as in the API server's.</param>
/// <param name="Title">What it is called in sentences, in the plural.</param>
/// <param name="Group">The API's path.</param>
internal sealed record ObjectKind(string Plural, string Title, string Group)
{
    private const string Ours = $"apis/{KubeTaskApi.GroupVersion}";

    public static readonly ObjectKind Tasks = new("tasks", "Tasks", Ours),
        CronTasks = new("crontasks", "CronTasks", Ours),
        Agents = new("agents", "Agents", Ours),
        Contexts = new("contexts", "Contexts", Ours),
        Events = new("events", "Events", "api/v1");

    /// <summary>The API server's path of the kind: in a namespace, or in all of them.</summary>
    public string Collection(string? ns) => ns is null ? $"{Group}/{Plural}" : $"{Group}/namespaces/{Uri.EscapeDataString(ns)}/{Plural}";

    public string Object(string ns, string name) => $"{Collection(ns)}/{Uri.EscapeDataString(name)}";
}
