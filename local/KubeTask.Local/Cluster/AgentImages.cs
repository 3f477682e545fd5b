using PocketKube.Node.Images;

namespace KubeTask.Local.Cluster;

/// <summary>The programs that stand in for agent images: the repository's own agents, and plain shells.</summary>
public static class AgentImages
{
    /// <summary>Local agents find the root of a plain sandbox in this variable.</summary>
    public const string RootVariable = "KUBETASK_SANDBOX_ROOT";

    private const string FolderInside = "/opt/kubetask/agent";

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

    /// <summary>The agents beside this program.</summary>
    public static LocalImages BesideProgram() => In(Path.Combine(AppContext.BaseDirectory, "agents"));
}
