using System.CommandLine;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Invocations;

/// <summary>The option <c>--release-namespace</c>.</summary>
internal static class ReleaseOption
{
    public static Option<string?> Create() =>
        new Option<string?>("--release-namespace")
        {
            Description =
                $"The namespace that KubeTask is installed in; {KubeTaskApi.DefaultReleaseNamespace} unless set, or "
                + "where the chart's scaler is",
            HelpName = "NAMESPACE",
        }.Of(NameSource.Namespaces);
}
