using System.Collections.Immutable;

namespace PocketKube.Node.Images;

/// <summary>The images that the local node knows, by repository name without registry and path (<c>busybox</c>).</summary>
public sealed record LocalImages
{
    private static readonly LocalImage s_shell = new() { Cmd = ["/bin/sh"] };

    public required ImmutableSortedDictionary<string, LocalImage> Table { get; init; }

    /// <summary>Plain shells: <c>alpine</c> and <c>busybox</c>.</summary>
    public static LocalImages Shells { get; } =
        new() { Table = ImmutableSortedDictionary<string, LocalImage>.Empty.Add("alpine", s_shell).Add("busybox", s_shell) };

    /// <summary>This table with one more image, or another program for an image that it has.</summary>
    public LocalImages With(string repository, LocalImage image) => this with { Table = Table.SetItem(repository, image) };

    /// <returns>Null for an image that isn't here.</returns>
    public LocalImage? Find(string? image) =>
        image is { Length: > 0 } && Table.TryGetValue(Repository(image), out LocalImage? found) ? found : null;

    /// <summary>The last part of an image's name, without tag and digest.</summary>
    public static string Repository(string image)
    {
        int digest = image.IndexOf('@', StringComparison.Ordinal);
        string name = digest < 0 ? image : image[..digest];
        name = name[(name.LastIndexOf('/') + 1)..];
        int tag = name.IndexOf(':', StringComparison.Ordinal);
        return tag < 0 ? name : name[..tag];
    }
}
