namespace KubeTask.FunctionsHost.Tests;

/// <summary>Where programs of the repository are built, in this run's configuration.</summary>
internal static class Built
{
    public static string Host { get; } = Path.Combine(Output("local", "KubeTask.FunctionsHost"), "kubetask-functions-host");

    /// <summary>An app by itself: the worker with its host.json.</summary>
    public static string WorkerFolder { get; } = Output("functions", "hosts", "Worker");

    public static string Functions { get; } = Path.Combine(Output("functions", "hosts", "CustomHandler"), "kubetask-functions");

    public static string Handler { get; } = Path.Combine(Output("tests", "KubeTask.FunctionsHost.Handler"), "kubetask-test-handler");

    private static string Output(params string[] project)
    {
        // …/bin/CONFIGURATION/net10.0/
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return RepositoryRoot.Combine([.. project, "bin", here.Parent!.Name, here.Name]);
    }
}
