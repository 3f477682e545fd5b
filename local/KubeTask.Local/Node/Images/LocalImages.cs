using System.Collections.Immutable;

namespace KubeTask.Local.Node.Images;

/// <summary>The images that the local node knows, by repository name without registry and path (<c>kubetask-agent-echo</c>).</summary>
public sealed record LocalImages
{
    private static readonly LocalImage s_shell = new() { Cmd = ["/bin/sh"] };

    public required ImmutableSortedDictionary<string, LocalImage> Table { get; init; }

    /// <summary>Echo under its names, in the place of the seed document's default image too, and plain shells.</summary>
    /// <param name="agentsFolder">The folder <c>agents</c> of the repository, or a copy of it.</param>
    public static LocalImages Default(string agentsFolder)
    {
        var echo = new LocalImage
        {
            Entrypoint = ["/bin/sh", $"{LocalImage.FolderInside}/echo.sh"],
            Folder = Path.Combine(agentsFolder, "echo"),
        };
        return new()
        {
            Table = ImmutableSortedDictionary<string, LocalImage>
                .Empty.Add("echo", echo)
                .Add("kubetask-agent-echo", echo)
                .Add(
                    "kubetask-agent-gemini",
                    echo with
                    {
                        StandsInNotice = "there is no Gemini here: the echo agent stands in for kubetask-agent-gemini",
                    }
                )
                .Add("alpine", s_shell)
                .Add("busybox", s_shell),
        };
    }

    /// <summary>The agents beside this program.</summary>
    public static LocalImages Default() => Default(Path.Combine(AppContext.BaseDirectory, "agents"));

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
