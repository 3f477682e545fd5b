using System.CommandLine;
using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Invocations;

/// <summary>The options of every command: which cluster, which namespace, and as whom.</summary>
internal static class ConnectionOptions
{
    public static Option<string?> Namespace { get; } =
        new Option<string?>("--namespace", "-n")
        {
            Description = "The namespace; that of the kubeconfig's context unless set",
            HelpName = "NAMESPACE",
        }.Of(NameSource.Namespaces);

    public static Option<string?> Kubeconfig { get; } =
        new Option<string?>("--kubeconfig")
        {
            Description = "The kubeconfig file, instead of KUBECONFIG and ~/.kube/config",
            HelpName = "FILE",
        }.Of(NameSource.Files);

    public static Option<string?> KubeContext { get; } =
        new Option<string?>("--kube-context")
        {
            Description = "The context of the kubeconfig. It isn't --context as in kubectl: a Context of KubeTask is something else",
            HelpName = "NAME",
        }.Of(NameSource.KubeContexts);

    public static Option<string?> Cluster { get; } =
        new Option<string?>("--cluster") { Description = "The cluster of the kubeconfig, instead of the context's", HelpName = "NAME" }.Of(
            NameSource.KubeClusters
        );

    public static Option<string?> User { get; } =
        new Option<string?>("--user") { Description = "The user of the kubeconfig, instead of the context's", HelpName = "NAME" }.Of(
            NameSource.KubeUsers
        );

    public static Option<string?> As { get; } = new("--as") { Description = "The user to impersonate", HelpName = "USER" };

    public static Option<string[]> AsGroup { get; } =
        new("--as-group") { Description = "A group to impersonate; may be repeated", HelpName = "GROUP" };

    public static IReadOnlyList<Option> All { get; } = [Namespace, Kubeconfig, KubeContext, Cluster, User, As, AsGroup];

    /// <summary>What the command line says about the cluster.</summary>
    /// <exception cref="CliException">The options contradict each other.</exception>
    public static ConnectionSettings Read(ParseResult result)
    {
        var settings = new ConnectionSettings
        {
            Kubeconfig = result.GetValue(Kubeconfig),
            Context = result.GetValue(KubeContext),
            Cluster = result.GetValue(Cluster),
            User = result.GetValue(User),
            Namespace = result.GetValue(Namespace),
            As = result.GetValue(As),
            AsGroups = [.. result.GetValue(AsGroup) ?? []],
        };
        return settings is { As: null, AsGroups.IsEmpty: false }
            ? throw CliException.Usage("--as-group needs --as; name the user, such as --as jane")
            : settings;
    }
}
