namespace KubeTask.Core.Tests;

/// <summary>Finds the sources, so that cases are read, and updated, in place.</summary>
internal static class RepositoryRoot
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
