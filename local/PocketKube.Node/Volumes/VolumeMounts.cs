using System.Collections.Immutable;
using k8s.Models;
using PocketKube.Node.Objects;
using PocketKube.Node.Sandboxes;
using PocketKube.Node.Variables;

namespace PocketKube.Node.Volumes;

/// <summary>Turns a container's volumeMounts into mounts of the sandbox.</summary>
internal static class VolumeMounts
{
    /// <param name="variables">The container's environment, which <c>subPathExpr</c> may name.</param>
    public static (ImmutableArray<SandboxMount> Mounts, PodProblem? Problem) Resolve(
        V1Pod pod,
        V1Container container,
        VolumeStager volumes,
        IReadOnlyDictionary<string, string> variables
    )
    {
        ImmutableArray<SandboxMount>.Builder mounts = ImmutableArray.CreateBuilder<SandboxMount>();
        foreach (V1VolumeMount? mount in container.VolumeMounts ?? [])
        {
            V1Volume? volume = pod.Spec.Volumes?.FirstOrDefault(v => v.Name == mount.Name);
            if (volume is null)
                return ([], Problem($"volume \"{mount.Name}\" is not defined"));
            if (!mount.MountPath.StartsWith('/') || mount.MountPath.Trim('/').Length == 0 || mount.MountPath.Split('/').Contains(".."))
                return ([], Problem($"mountPath \"{mount.MountPath}\" must be absolute, below the root and without \"..\""));

            string host = volumes.PathOf(volume.Name);
            string below = string.IsNullOrEmpty(mount.SubPath)
                ? VariableExpansion.Expand(mount.SubPathExpr ?? "", variables)
                : mount.SubPath;
            if (below.Length > 0)
            {
                if (!RelativePath.StaysInside(below) || !RelativePath.StaysInside(host, below))
                    return ([], Problem($"subPath \"{below}\" leads out of its volume"));
                string root = host;
                host = Path.Combine(root, below);
                // As the kubelet does: a missing path becomes a folder with the mode of its volume.
                if (!Path.Exists(host))
                {
                    Directory.CreateDirectory(host);
                    UnixFiles.CopyMode(root, host);
                }
            }
            bool readOnly = mount.ReadOnlyProperty == true || volume.EmptyDir is null;
            mounts.Add(new SandboxMount(host, "/" + mount.MountPath.Trim('/'), readOnly));
        }
        return ([.. mounts.OrderBy(m => m.MountPath, StringComparer.Ordinal)], null);
    }

    private static PodProblem Problem(string message) => new("CreateContainerConfigError", message);
}
