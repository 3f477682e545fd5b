namespace KubeTask.Init.Repositories;

/// <summary>Adds up a folder's files.</summary>
internal static class FolderSize
{
    public static long Of(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
}
