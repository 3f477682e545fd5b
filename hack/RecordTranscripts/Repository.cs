namespace KubeTask.RecordTranscripts;

/// <summary>The folders of the recordings.</summary>
internal static class Repository
{
    /// <summary>The solution's folder: the working folder or one above it.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KubeTask.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("Run this inside the repository.");
    }
}
