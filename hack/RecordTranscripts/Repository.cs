namespace KubeTask.RecordTranscripts;

/// <summary>Where the recordings go.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, from the working folder upwards.</summary>
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
