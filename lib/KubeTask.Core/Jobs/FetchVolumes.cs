using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Git;

namespace KubeTask.Core.Jobs;

/// <summary>
/// The volumes of the init container that fetches Git Contexts. The agent sees only what was fetched: no work, no Secret, no temporary
/// file.
/// </summary>
internal static class FetchVolumes
{
    private const string Work = "git-work";
    private const string Temporary = "git-tmp";

    public static IEnumerable<V1Volume> Of(V1Alpha1Task task, ContextFetch? fetch)
    {
        if (fetch is null)
            yield break;
        yield return PodVolumes.DirectoryVolume(Work, task, fetch.Work);
        yield return new V1Volume
        {
            Name = Temporary,
            EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory", SizeLimit = new ResourceQuantity("16Mi") },
        };
        for (int i = 0; i < fetch.Repositories.Length; i++)
        {
            yield return new V1Volume { Name = Content(i), EmptyDir = new V1EmptyDirVolumeSource() };
            if (fetch.Repositories[i].Git.SecretRef is { } secret)
            {
                yield return new V1Volume
                {
                    Name = Credential(i),
                    Secret = new V1SecretVolumeSource { SecretName = secret.Name },
                };
            }
        }
    }

    /// <summary>The mounts of the agent's container: each repository, or the part of it, at its path. The agent may write there.</summary>
    public static IEnumerable<V1VolumeMount> MountsOfAgent(ContextFetch? fetch)
    {
        for (int i = 0; i < fetch?.Repositories.Length; i++)
        {
            yield return new V1VolumeMount
            {
                Name = Content(i),
                MountPath = fetch.Repositories[i].Path,
                SubPath = FetchFolders.Content,
            };
        }
    }

    /// <summary>The mounts of the init container.</summary>
    public static IEnumerable<V1VolumeMount> MountsOfInit(ContextFetch fetch)
    {
        yield return ReadOnly(Work, FetchFolders.Work);
        yield return Mount(Temporary, FetchFolders.Temporary);
        for (int i = 0; i < fetch.Repositories.Length; i++)
        {
            yield return Mount(Content(i), PodVolumes.Numbered($"{FetchFolders.Contexts}/", i));
            if (fetch.Repositories[i].Git.SecretRef is not null)
                yield return ReadOnly(Credential(i), PodVolumes.Numbered($"{FetchFolders.Credentials}/", i));
        }
    }

    private static V1VolumeMount Mount(string volume, string folder) =>
        new() { Name = volume, MountPath = $"{FetchFolders.Root}/{folder}" };

    private static V1VolumeMount ReadOnly(string volume, string folder) => Mount(volume, folder) with { ReadOnlyProperty = true };

    private static string Content(int index) => PodVolumes.Numbered("git-context-", index);

    private static string Credential(int index) => PodVolumes.Numbered("git-credential-", index);
}
