namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>A folder of a cluster's own. If its test fails, the output shows the logs of the scaler and the functions.</summary>
internal sealed class StateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kubetask-e2e-").FullName;

    public void Dispose()
    {
        foreach (string log in Directory.EnumerateFiles(Path, "*.log", SearchOption.AllDirectories).Order())
            TestContext.Current.TestOutputHelper?.WriteLine($"{System.IO.Path.GetFileName(log)}:\n{File.ReadAllText(log)}");
        Directory.Delete(Path, recursive: true);
    }
}
