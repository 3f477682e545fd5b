namespace KubeTask.Testing;

/// <summary>Finds the repository, so that tests read and update its files in place.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "KubeTask.sln"))
            ? folder
            : Find(
                Directory.GetParent(folder)?.FullName ?? throw new InvalidOperationException("KubeTask.sln is in no folder above the tests")
            );
}
