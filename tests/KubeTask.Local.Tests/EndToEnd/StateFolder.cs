namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>A folder of a cluster's own.</summary>
internal sealed class StateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kubetask-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
