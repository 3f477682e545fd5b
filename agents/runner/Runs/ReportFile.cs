using KubeTask.Runs;

namespace KubeTask.Runner.Runs;

/// <summary>The termination message's file.</summary>
internal sealed class ReportFile(string? path, Action<string> problem)
{
    /// <summary>What the command itself wrote there.</summary>
    public string? Text()
    {
        try
        {
            return path is not null && File.Exists(path) ? RunReport.Read(Beginning(path)).Text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"{path} can't be read: {e.Message}");
            return null;
        }
    }

    public void Write(RunReport report, string? text)
    {
        if (path is null)
            return;
        try
        {
            File.WriteAllText(path, RunMessage.Write(report, text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"The report can't be written: {e.Message}");
        }
    }

    private static string Beginning(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[RunMessage.MaxBytes];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, read);
    }
}
