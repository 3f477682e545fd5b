namespace KubeTask.Local.Cluster;

/// <summary>A file that only its owner may read.</summary>
internal static class PrivateFile
{
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        // Write a private file first, then replace an older one atomically.
        string partial = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter(partial, options))
            await file.WriteAsync(text.AsMemory(), cancellationToken);
        File.Move(partial, path, overwrite: true);
    }
}
