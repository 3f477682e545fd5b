using System.Collections.Immutable;
using PocketKube.Node.Images;

namespace KubeTask.Local.Cluster;

/// <summary>The programs that stand in for agent images: the repository's own agents, and plain shells.</summary>
public static class AgentImages
{
    /// <summary>Local agents find the root of a plain sandbox in this variable.</summary>
    public const string RootVariable = "KUBETASK_SANDBOX_ROOT";

    private const string FolderInside = "/opt/kubetask/agent";
    private const string CliInside = "/opt/kubetask/cli";
    private const string RunnerProgram = "kubetask-run";
    private const string InitProgram = "kubetask-init";
    private const string InitInside = "/opt/kubetask/init";

    /// <summary>The echo agent under its names and under the name of the default image; and plain shells.</summary>
    /// <param name="agentsFolder">The folder <c>agents</c> of the repository, or a copy of it.</param>
    public static LocalImages In(string agentsFolder)
    {
        var echo = new LocalImage
        {
            Entrypoint = ["/bin/sh", $"{FolderInside}/echo.sh"],
            Folder = Path.Combine(agentsFolder, "echo"),
            FolderInside = FolderInside,
        };
        return LocalImages
            .Shells.With("echo", echo)
            .With("kubetask-agent-echo", echo)
            .With(
                "kubetask-agent-gemini",
                echo with
                {
                    StandsInNotice = "there is no Gemini here: the echo agent stands in for kubetask-agent-gemini",
                }
            );
    }

    /// <summary>These images, and the init container for Git Contexts as it was published.</summary>
    /// <param name="images">The images.</param>
    /// <param name="folder">The folder of the published program. Without it, a pod that needs it waits with ErrImagePull.</param>
    public static LocalImages WithInit(this LocalImages images, string folder) =>
        HasInit(folder)
            ? images.With(
                InitProgram,
                new LocalImage
                {
                    Entrypoint = [$"{InitInside}/{InitProgram}"],
                    Folder = folder,
                    FolderInside = InitInside,
                }
            )
            : images;

    /// <summary>These images, and that of an agent with its real CLI, as npm installed it.</summary>
    /// <param name="images">The images.</param>
    /// <param name="agent">The agent, such as claude.</param>
    /// <param name="folder">The folder with <c>node_modules</c>, and kubetask-run in <c>bin</c>.</param>
    public static LocalImages WithCli(this LocalImages images, string agent, string folder) =>
        images.With(
            $"kubetask-agent-{agent}",
            new LocalImage
            {
                Entrypoint = [$"{CliInside}/bin/{RunnerProgram}"],
                Folder = folder,
                FolderInside = CliInside,
                Environment = ImmutableDictionary<string, string>
                    .Empty.Add("KUBETASK_AGENT", agent)
                    .Add("PATH", $"{CliInside}/bin:{CliInside}/node_modules/.bin:/usr/local/bin:/usr/bin:/bin"),
            }
        );

    /// <summary>Whether an agent's CLI and kubetask-run are in a folder, as <see cref="WithCli"/> needs them.</summary>
    public static bool HasCli(string agent, string folder) =>
        File.Exists(Path.Combine(folder, "bin", RunnerProgram)) && File.Exists(Path.Combine(folder, "node_modules", ".bin", agent));

    /// <summary>Whether the init container's program is published.</summary>
    public static bool HasInit(string folder) => File.Exists(Path.Combine(folder, InitProgram));

    /// <summary>The agents beside this program.</summary>
    public static LocalImages BesideProgram() => In(Path.Combine(AppContext.BaseDirectory, "agents"));
}
