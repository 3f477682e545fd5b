using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Completion;

/// <summary>Reads the names that complete a word: from the cluster, or from the kubeconfig.</summary>
internal static class NameLookup
{
    private static readonly Kind s_namespace = new("Namespace", "", "v1", "namespaces");

    /// <summary>The names, each with what distinguishes it.</summary>
    public static async Task<IEnumerable<(string Value, string? What)>> FindAsync(
        NameSource source,
        ConnectionSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        switch (source)
        {
            case NameSource.KubeContexts:
                return Kubeconfig(settings).Contexts.Select(c => (c.Name, (string?)c.ContextDetails?.Cluster));
            case NameSource.KubeClusters:
                return Kubeconfig(settings).Clusters.Select(c => (c.Name, (string?)null));
            case NameSource.KubeUsers:
                return Kubeconfig(settings).Users.Select(u => (u.Name, (string?)null));
            case NameSource.Files:
                return [];
            default:
                break;
        }

        Kind kind = KindOf(source);
        using var cluster = new Cluster(Connection.Find(settings), time);
        string collection = kind.Collection(kind == s_namespace ? null : cluster.Connection.Namespace);
        List<JsonObject> items = (await cluster.ListAsync(collection, cancellationToken)).Items;
        return items.Where(i => IsWanted(source, i)).Select(i => ((string)i["metadata"]!["name"]!, What(source, i)));
    }

    private static Kind KindOf(NameSource source) =>
        source switch
        {
            NameSource.CronTasks => Kind.CronTask,
            NameSource.Agents => Kind.Agent,
            NameSource.Contexts => Kind.Context,
            NameSource.Namespaces => s_namespace,
            _ => Kind.Task,
        };

    private static bool IsWanted(NameSource source, JsonObject item)
    {
        bool ended = TaskPhase.IsTerminal((string?)item["status"]?["phase"]);
        return source switch
        {
            NameSource.RunningTasks => !ended,
            NameSource.EndedTasks => ended,
            _ => true,
        };
    }

    private static string? What(NameSource source, JsonObject item) =>
        source switch
        {
            NameSource.Tasks or NameSource.RunningTasks or NameSource.EndedTasks => (string?)item["status"]?["phase"] ?? TaskPhase.Pending,
            NameSource.CronTasks => (string?)item["spec"]?["schedule"],
            NameSource.Contexts => (string?)item["spec"]?["type"],
            NameSource.Agents => (string?)item["spec"]?["agentImage"],
            _ => null,
        };

    private static k8s.KubeConfigModels.K8SConfiguration Kubeconfig(ConnectionSettings settings)
    {
        (IReadOnlyList<string> files, bool named) = KubeconfigFiles.Find(
            settings.Kubeconfig,
            Environment.GetEnvironmentVariable("KUBECONFIG"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)
        );
        return KubeconfigFiles.Read(files, named) ?? new k8s.KubeConfigModels.K8SConfiguration();
    }
}
