using System.Text;
using k8s.Models;
using PocketKube.Node.Objects;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Volumes;

/// <summary>Lays out a pod's volumes as folders of this machine.</summary>
/// <param name="folder">Private folder of the pod's volumes: each lies below its name.</param>
internal sealed class VolumeStager(ObjectReader objects, V1Pod pod, string folder)
{
    private const int DefaultMode = 0b110_100_100;
    private const int ScratchMode = 0b111_111_111;

    /// <returns>The first problem; null when all volumes are there. Can be repeated.</returns>
    public async Task<PodProblem?> StageAsync(CancellationToken cancellationToken)
    {
        foreach (V1Volume? volume in pod.Spec.Volumes ?? [])
        {
            if (await StageAsync(volume, PathOf(volume.Name), cancellationToken) is { } problem)
                return problem with { Message = $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {problem.Message}" };
        }
        return null;
    }

    public string PathOf(string volume) => Path.Combine(folder, volume);

    private async Task<PodProblem?> StageAsync(V1Volume volume, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        if (volume.EmptyDir is not null)
        {
            UnixFiles.SetMode(path, ScratchMode);
            return null;
        }
        if (volume.ConfigMap is { } map)
            return await ConfigMapAsync(path, map.Name, map.Items, map.Optional, map.DefaultMode, cancellationToken);
        if (volume.Secret is { } secret)
            return await SecretAsync(path, secret.SecretName, secret.Items, secret.Optional, secret.DefaultMode, cancellationToken);
        if (volume.Projected is { } projected)
        {
            foreach (V1VolumeProjection? source in projected.Sources ?? [])
            {
                if (await ProjectAsync(path, source, projected.DefaultMode, cancellationToken) is { } problem)
                    return problem;
            }
            return null;
        }
        return new PodProblem(
            "VolumeNotSupported",
            "the local node has configMap, secret, emptyDir and projected volumes only (hostPath is refused)"
        );
    }

    private async Task<PodProblem?> ProjectAsync(string path, V1VolumeProjection source, int? mode, CancellationToken cancellationToken)
    {
        if (source.ConfigMap is { } map)
            return await ConfigMapAsync(path, map.Name, map.Items, map.Optional, mode, cancellationToken);
        if (source.Secret is { } secret)
            return await SecretAsync(path, secret.Name, secret.Items, secret.Optional, mode, cancellationToken);
        if (source.ServiceAccountToken is { } token)
        {
            return await objects.CreateTokenAsync(pod, token, cancellationToken) is { } text
                ? await WriteAsync(path, token.Path, Encoding.UTF8.GetBytes(text), mode, cancellationToken)
                : new PodProblem("ContainerCreating", $"serviceaccount \"{pod.Spec.ServiceAccountName ?? "default"}\" has no token");
        }
        return new PodProblem("VolumeNotSupported", "the local node projects configMap, secret and serviceAccountToken only");
    }

    private async Task<PodProblem?> ConfigMapAsync(
        string path,
        string name,
        IList<V1KeyToPath>? items,
        bool? optional,
        int? mode,
        CancellationToken cancellationToken
    )
    {
        var reference = new ObjectReference("ConfigMap", pod.Metadata.NamespaceProperty, name);
        return await FilesAsync(
            path,
            reference,
            await objects.ReadAsync(reference, cancellationToken),
            items,
            optional,
            mode,
            cancellationToken
        );
    }

    private async Task<PodProblem?> SecretAsync(
        string path,
        string name,
        IList<V1KeyToPath>? items,
        bool? optional,
        int? mode,
        CancellationToken cancellationToken
    )
    {
        var reference = new ObjectReference("Secret", pod.Metadata.NamespaceProperty, name);
        return await FilesAsync(
            path,
            reference,
            await objects.ReadAsync(reference, cancellationToken),
            items,
            optional,
            mode,
            cancellationToken
        );
    }

    private static async Task<PodProblem?> FilesAsync(
        string path,
        ObjectReference reference,
        IReadOnlyDictionary<string, byte[]>? content,
        IList<V1KeyToPath>? items,
        bool? optional,
        int? mode,
        CancellationToken cancellationToken
    )
    {
        if (content is null)
        {
            return optional == true
                ? null
                : new PodProblem("ContainerCreating", $"{reference.Kind.ToLowerInvariant()} \"{reference.Name}\" not found", reference);
        }
        IList<V1KeyToPath> chosen = items is { Count: > 0 }
            ? items
            : content.Keys.Select(key => new V1KeyToPath { Key = key, Path = key }).ToList();
        foreach (V1KeyToPath item in chosen)
        {
            if (!content.TryGetValue(item.Key, out byte[]? bytes))
            {
                if (optional == true)
                    continue;
                return new PodProblem(
                    "ContainerCreating",
                    $"references non-existent {reference.Kind.ToLowerInvariant()} key: {item.Key}",
                    reference
                );
            }
            if (await WriteAsync(path, item.Path, bytes, item.Mode ?? mode, cancellationToken) is { } problem)
                return problem;
        }
        return null;
    }

    private static async Task<PodProblem?> WriteAsync(
        string folder,
        string relative,
        byte[] content,
        int? mode,
        CancellationToken cancellationToken
    )
    {
        if (!RelativePath.StaysInside(relative))
            return new PodProblem("InvalidVolumePath", $"the path \"{relative}\" must be relative and without \"..\"");
        string path = Path.Combine(folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Delete it first: an earlier try may have left it read-only.
        File.Delete(path);
        await File.WriteAllBytesAsync(path, content, cancellationToken);
        UnixFiles.SetMode(path, mode ?? DefaultMode);
        return null;
    }
}
