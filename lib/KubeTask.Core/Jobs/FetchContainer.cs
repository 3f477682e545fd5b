using System.Globalization;
using k8s.Models;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Git;

namespace KubeTask.Core.Jobs;

/// <summary>
/// The init container that fetches Git Contexts. Nothing of a user's text is on its command line or in its environment: it reads its work
/// from a file.
/// </summary>
internal static class FetchContainer
{
    /// <summary>The uid and gid of the image, and of most agents' images.</summary>
    private const long ImageUser = 1000;

    private const string GitCount = "GIT_CONFIG_COUNT";

    public static V1Container Build(ContextFetch fetch, AgentPodSpec podSpec) =>
        new()
        {
            Name = KubeTaskApi.InitContainer,
            Image = fetch.Settings.Image,
            Resources = fetch.Settings.Resources,
            SecurityContext = new V1SecurityContext
            {
                AllowPrivilegeEscalation = false,
                Capabilities = new V1Capabilities { Drop = ["ALL"] },
                ReadOnlyRootFilesystem = true,
                RunAsNonRoot = true,
                RunAsUser = User(podSpec.SecurityContext?.RunAsUser, podSpec.PodSecurityContext?.RunAsUser),
                RunAsGroup = podSpec.SecurityContext?.RunAsGroup,
            },
            TerminationMessagePolicy = "FallbackToLogsOnError",
            VolumeMounts = [.. FetchVolumes.MountsOfInit(fetch)],
        };

    /// <summary>
    /// Makes the agent's git accept repositories that another uid has fetched, at their paths only, and refuse a bare repository that hides
    /// among the files of one: its configuration could run programs. An Agent that sets git's variables itself keeps them.
    /// </summary>
    public static IEnumerable<V1EnvVar> Variables(ContextFetch? fetch, AgentSettings agent)
    {
        List<(string Key, string Value)> settings =
        [
            .. (fetch?.Repositories ?? []).Where(r => GitText.Names(r.Git.Path).Count == 0).Select(r => ("safe.directory", r.Path)),
        ];
        if (settings.Count == 0 || agent.Credentials.Any(c => c.Env == GitCount))
            return [];
        settings.Add(("safe.bareRepository", "explicit"));
        return
        [
            new V1EnvVar { Name = GitCount, Value = settings.Count.ToString(CultureInfo.InvariantCulture) },
            .. settings.SelectMany(
                (s, i) =>
                    new[]
                    {
                        new V1EnvVar { Name = PodVolumes.Numbered("GIT_CONFIG_KEY_", i), Value = s.Key },
                        new V1EnvVar { Name = PodVolumes.Numbered("GIT_CONFIG_VALUE_", i), Value = s.Value },
                    }
            ),
        ];
    }

    /// <summary>
    /// The agent's uid if the Agent sets one, so that the files are the agent's; null for the image's. For an agent that runs as root it is
    /// the image's as well: what is fetched is writable for everyone.
    /// </summary>
    private static long? User(long? ofContainer, long? ofPod) =>
        (ofContainer ?? ofPod) switch
        {
            0 => ImageUser,
            _ => ofContainer,
        };
}
