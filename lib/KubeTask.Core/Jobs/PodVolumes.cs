using System.Globalization;
using k8s.Models;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Core.Names;

namespace KubeTask.Core.Jobs;

/// <summary>The volumes of an agent's pod, and where they are mounted.</summary>
public static class PodVolumes
{
    private const string Workspace = "workspace";

    public static IEnumerable<V1Volume> Of(V1Alpha1Task task, AgentSettings agent, ContextLayout layout)
    {
        yield return new V1Volume { Name = Workspace, EmptyDir = new V1EmptyDirVolumeSource() };
        foreach (IGrouping<int, ContextFile> group in FileGroups(layout))
        {
            // The items are listed explicitly. If a key is missing, the pod then waits instead of mounting an empty folder.
            yield return new V1Volume
            {
                Name = ContextVolume(group.Key),
                ConfigMap = new V1ConfigMapVolumeSource
                {
                    Name = ResourceNames.ContextConfigMap(task.Metadata.Name, group.Key),
                    Items = [.. group.Select(f => new V1KeyToPath { Key = f.Key, Path = f.Key })],
                },
            };
        }

        for (int i = 0; i < layout.Directories.Length; i++)
            yield return DirectoryVolume(Numbered("dir-mount-", i), task, layout.Directories[i]);
        foreach (V1Volume volume in FetchVolumes.Of(task, layout.Fetch))
            yield return volume;
        for (int i = 0; i < agent.Credentials.Count; i++)
        {
            if (CredentialVolume(agent.Credentials[i], agent.Spec.PodSpec, i) is { } volume)
                yield return volume;
        }
    }

    /// <summary>All mounts of the agent's container. Outer folders come before what is mounted in them.</summary>
    public static IEnumerable<V1VolumeMount> MountsOf(AgentSettings agent, ContextLayout layout)
    {
        List<V1VolumeMount> mounts = [.. ContextMounts(layout), .. CredentialMounts(agent), .. agent.VolumeMounts];
        return
        [
            new() { Name = Workspace, MountPath = agent.WorkspaceDir },
            .. WorkspaceFolders
                .Above(mounts.Select(m => m.MountPath), agent.WorkspaceDir)
                .Select(folder => new V1VolumeMount
                {
                    Name = Workspace,
                    MountPath = $"{agent.WorkspaceDir}/{folder}",
                    SubPath = folder,
                }),
            .. mounts,
        ];
    }

    private static IEnumerable<V1VolumeMount> ContextMounts(ContextLayout layout)
    {
        foreach (ContextFile file in layout.Files)
        {
            yield return new V1VolumeMount
            {
                Name = ContextVolume(file.ConfigMap),
                MountPath = file.Path,
                SubPath = file.Key,
                ReadOnlyProperty = true,
            };
        }

        for (int i = 0; i < layout.Directories.Length; i++)
        {
            yield return new V1VolumeMount
            {
                Name = Numbered("dir-mount-", i),
                MountPath = layout.Directories[i].Path,
                ReadOnlyProperty = true,
            };
        }

        foreach (V1VolumeMount mount in FetchVolumes.MountsOfAgent(layout.Fetch))
            yield return mount;
    }

    private static IEnumerable<V1VolumeMount> CredentialMounts(AgentSettings agent)
    {
        for (int i = 0; i < agent.Credentials.Count; i++)
        {
            Credential credential = agent.Credentials[i];
            if (string.IsNullOrEmpty(credential.MountPath))
                continue;
            yield return new V1VolumeMount
            {
                Name = Numbered("credential-", i),
                MountPath = credential.MountPath,
                SubPath = string.IsNullOrEmpty(credential.SecretRef.Key) ? null : CredentialFile(credential.MountPath),
                ReadOnlyProperty = true,
            };
        }
    }

    private static IEnumerable<IGrouping<int, ContextFile>> FileGroups(ContextLayout layout) =>
        layout.Files.GroupBy(f => f.ConfigMap).OrderBy(g => g.Key);

    internal static V1Volume DirectoryVolume(string name, V1Alpha1Task task, ContextDirectory directory)
    {
        List<(string ConfigMap, List<V1KeyToPath> Items)> sources =
        [
            .. directory
                .Files.GroupBy(f => f.ConfigMap)
                .OrderBy(g => g.Key)
                .Select(group =>
                    (
                        ResourceNames.ContextConfigMap(task.Metadata.Name, group.Key),
                        group.Select(f => new V1KeyToPath { Key = f.Key, Path = FileName(f.Path) }).ToList()
                    )
                ),
        ];
        return sources switch
        {
            // An optional ConfigMap that is missing becomes an empty folder.
            [] => new V1Volume { Name = name, EmptyDir = new V1EmptyDirVolumeSource() },
            [var only] => new V1Volume
            {
                Name = name,
                ConfigMap = new V1ConfigMapVolumeSource { Name = only.ConfigMap, Items = only.Items },
            },
            _ => new V1Volume
            {
                Name = name,
                Projected = new V1ProjectedVolumeSource
                {
                    Sources =
                    [
                        .. sources.Select(s => new V1VolumeProjection
                        {
                            ConfigMap = new V1ConfigMapProjection { Name = s.ConfigMap, Items = s.Items },
                        }),
                    ],
                },
            },
        };
    }

    private static V1Volume? CredentialVolume(Credential credential, AgentPodSpec? podSpec, int index)
    {
        if (string.IsNullOrEmpty(credential.MountPath))
            return null;
        int mode = CredentialMode.Of(credential, podSpec);
        return new V1Volume
        {
            Name = Numbered("credential-", index),
            Secret = new V1SecretVolumeSource
            {
                SecretName = credential.SecretRef.Name,
                DefaultMode = mode,
                Items = string.IsNullOrEmpty(credential.SecretRef.Key)
                    ? null
                    :
                    [
                        new V1KeyToPath
                        {
                            Key = credential.SecretRef.Key,
                            Path = CredentialFile(credential.MountPath),
                            Mode = mode,
                        },
                    ],
            },
        };
    }

    private static string ContextVolume(int configMap) => configMap == 0 ? "context-files" : Numbered("context-files-", configMap);

    internal static string Numbered(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}{index}");

    /// <summary>The name of the file in its volume. Kubernetes rejects names that start with two dots.</summary>
    private static string CredentialFile(string path) =>
        FileName(path) is var name && name.StartsWith("..", StringComparison.Ordinal) ? "_" + name : name;

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
