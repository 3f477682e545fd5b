using KubeTask.Core.Api;

namespace KubeTask.Functions.Http;

/// <summary>The release of KubeTask that is served.</summary>
/// <param name="Namespace">Its namespace, whose KubeTaskConfig is the fallback for all others.</param>
public sealed record ReleaseSettings(string Namespace)
{
    /// <summary>
    /// Names the namespace. It isn't POD_NAMESPACE: when that is set, the Functions host believes that it runs on another platform.
    /// </summary>
    public const string Variable = "KUBETASK_RELEASE_NAMESPACE";

    /// <summary>Reads the environment.</summary>
    public static ReleaseSettings Read(Func<string, string?> environment) =>
        new(environment(Variable) ?? KubeTaskApi.DefaultReleaseNamespace);
}
