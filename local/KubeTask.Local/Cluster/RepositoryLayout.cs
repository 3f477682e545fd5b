namespace KubeTask.Local.Cluster;

/// <summary>Where the parts of KubeTask are: the repository that this program was built in.</summary>
public sealed record RepositoryLayout(string Root, string Configuration)
{
    private const string Framework = "net10.0";

    public string Crds => Path.Combine(Root, "charts", "kubetask", "files", "crds");
    public string Agents => Path.Combine(Root, "agents");

    /// <summary>The folder with the published init container's program.</summary>
    public string Init => Path.Combine(Root, "out", "init");

    /// <summary>The folder with the agents' CLIs from npm.</summary>
    public string Clis => Environment.GetEnvironmentVariable("KUBETASK_AGENT_CLIS") ?? Path.Combine(State, "clis");
    public string Examples => Path.Combine(Root, "examples");

    /// <summary>The folder with the built console, which the functions that are built next have in them.</summary>
    public string ConsolePage => Path.Combine(Root, "console", "dist");

    public string Rights(string part) => Path.Combine(Root, "charts", "kubetask", "files", "rbac", part + ".yaml");

    public string Scaler => Built(Path.Combine("keda", "KubeTask.Scaler"), "kubetask-scaler");
    public string Functions => Built(Path.Combine("functions", "hosts", "CustomHandler"), "kubetask-functions");

    public string FunctionsWorker => Built(Path.Combine("functions", "hosts", "Worker"), "kubetask-worker.dll");
    public string FunctionsHost => Built(Path.Combine("local", "KubeTask.FunctionsHost"), "kubetask-functions-host");

    /// <summary>Files that a run leaves: kubeconfigs and logs. Not part of the repository.</summary>
    public string State => Path.Combine(Root, ".local");

    /// <exception cref="InvalidOperationException">This program is not in a built repository.</exception>
    public static RepositoryLayout Find()
    {
        string output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string configuration = Path.GetFileName(Path.GetDirectoryName(output)!);
        for (string? folder = output; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "KubeTask.sln")))
                return new RepositoryLayout(folder, configuration);
        }

        throw new InvalidOperationException(
            $"{output} is not below a folder with KubeTask.sln; run kubetask-local from a built clone (make demo)"
        );
    }

    private string Built(string project, string name)
    {
        string path = Path.Combine(Root, project, "bin", Configuration, Framework, name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing; build the repository (make build)");
    }
}
