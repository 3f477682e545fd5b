using System.Collections.Immutable;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using KubeTask.Core.Validation;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Cli.Clusters;

/// <summary>A way to reach a cluster: its address and credentials, and the namespace that commands use.</summary>
/// <param name="Configuration">What the client library needs.</param>
/// <param name="Namespace">The namespace of <c>-n</c>, of the kubeconfig's context, or "default".</param>
/// <param name="Name">How messages call it: the kubeconfig's context, or the pod's own cluster.</param>
/// <param name="As">The user to impersonate, or null.</param>
/// <param name="AsGroups">The groups to impersonate.</param>
internal sealed record Connection(
    KubernetesClientConfiguration Configuration,
    string Namespace,
    string Name,
    string? As,
    ImmutableArray<string> AsGroups
)
{
    private const string UserAgent = "kubectl-kubetask";

    /// <summary>
    /// Finds the cluster by kubectl's rules: <c>--kubeconfig</c>, KUBECONFIG, ~/.kube/config, and in a pod its own cluster.
    /// </summary>
    /// <exception cref="CliException">There is no cluster, or the kubeconfig doesn't have what the settings name.</exception>
    public static Connection Find(ConnectionSettings settings)
    {
        (IReadOnlyList<string> files, bool named) = KubeconfigFiles.Find(
            settings.Kubeconfig,
            Environment.GetEnvironmentVariable("KUBECONFIG"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)
        );
        K8SConfiguration? kubeconfig = KubeconfigFiles.Read(files, named);
        bool says = kubeconfig?.Clusters?.FirstOrDefault() is not null;
        if (!says && KubernetesClientConfiguration.IsInCluster())
        {
            var inside = KubernetesClientConfiguration.InClusterConfig();
            return Of(inside, settings, inside.Namespace, "the pod's own cluster", null, []);
        }

        if (!says)
        {
            throw new CliException(
                $"no cluster is configured: there is no kubeconfig {string.Join(" or ", files)} that has one; "
                    + "set KUBECONFIG, or use --kubeconfig"
            );
        }

        var choice = KubeconfigChoice.Make(kubeconfig!, settings);
        try
        {
            return Of(
                KubernetesClientConfiguration.BuildConfigFromConfigObject(choice.Kubeconfig, choice.Context),
                settings,
                choice.Namespace,
                choice.Context,
                choice.Credentials?.Impersonate,
                [.. choice.Credentials?.ImpersonateGroups ?? []]
            );
        }
        catch (Exception e) when (e is KubeConfigException or IOException or FormatException or InvalidOperationException)
        {
            throw new CliException($"the kubeconfig's context {choice.Context} can't be used: {OneLine.Of(e.Message.Split('\n')[0])}");
        }
    }

    /// <summary>Connects to the API server.</summary>
    /// <param name="timeout">How long an answer may take to begin.</param>
    public ApiConnection Open(TimeSpan timeout)
    {
        Configuration.UserAgent = UserAgent;
        Configuration.HttpClientTimeout = timeout;
        DelegatingHandler[] handlers = As is null ? [] : [new Impersonation(As, AsGroups)];
        return new ApiConnection(Configuration, handlers);
    }

    private static Connection Of(
        KubernetesClientConfiguration configuration,
        ConnectionSettings settings,
        string? ns,
        string name,
        string? user,
        ImmutableArray<string> groups
    ) =>
        new(
            configuration,
            settings.Namespace ?? (string.IsNullOrEmpty(ns) ? "default" : ns),
            name,
            settings.As ?? user,
            settings.As is null ? groups : settings.AsGroups
        );
}
