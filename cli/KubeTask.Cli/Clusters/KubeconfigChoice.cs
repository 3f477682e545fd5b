using k8s.KubeConfigModels;

namespace KubeTask.Cli.Clusters;

/// <summary>The context of a kubeconfig that a command uses, after the options that change it.</summary>
/// <param name="Kubeconfig">The kubeconfig, in which the context has the cluster and the user of the options.</param>
/// <param name="Context">The context's name.</param>
/// <param name="Namespace">The context's namespace, or null.</param>
/// <param name="Credentials">The user's credentials, or null.</param>
internal sealed record KubeconfigChoice(K8SConfiguration Kubeconfig, string Context, string? Namespace, UserCredentials? Credentials)
{
    private const string WithoutContext = "(no context)";

    /// <exception cref="CliException">The kubeconfig doesn't have what the settings name.</exception>
    public static KubeconfigChoice Make(K8SConfiguration kubeconfig, ConnectionSettings settings)
    {
        string? name = settings.Context ?? kubeconfig.CurrentContext;
        Context? context = kubeconfig.Contexts.FirstOrDefault(c => c.Name == name);
        if (context?.ContextDetails is null)
        {
            // As for kubectl, a cluster without a context is enough.
            if (settings.Context is not null || settings.Cluster is null)
                throw new CliException(NoContext(kubeconfig, settings.Context, name));
            context = new Context { Name = WithoutContext, ContextDetails = new ContextDetails() };
            kubeconfig.Contexts = [.. kubeconfig.Contexts, context];
        }

        ContextDetails details = context.ContextDetails;
        details.Cluster = settings.Cluster ?? details.Cluster;
        details.User = settings.User ?? details.User;
        if (!kubeconfig.Clusters.Any(c => c.Name == details.Cluster))
            throw new CliException(Missing("cluster", "--cluster", details.Cluster, kubeconfig.Clusters.Select(c => c.Name)));
        User? user = kubeconfig.Users.FirstOrDefault(u => u.Name == details.User);
        if (settings.User is not null && user is null)
            throw new CliException(Missing("user", "--user", settings.User, kubeconfig.Users.Select(u => u.Name)));
        return new KubeconfigChoice(kubeconfig, context.Name, details.Namespace, user?.UserCredentials);
    }

    private static string NoContext(K8SConfiguration kubeconfig, string? option, string? name) =>
        option is null && string.IsNullOrEmpty(name)
            ? "the kubeconfig has no current context; choose one with --kube-context, or with kubectl config use-context"
            : Missing("context", "--kube-context", name, kubeconfig.Contexts.Select(c => c.Name));

    private static string Missing(string what, string option, string? name, IEnumerable<string> known) =>
        $"{option}: the kubeconfig has no {what} \"{name}\"; it has {(string.Join(", ", known) is { Length: > 0 } names ? names : "none")}";
}
