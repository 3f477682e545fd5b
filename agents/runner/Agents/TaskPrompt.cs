using System.Text;

namespace KubeTask.Runner.Agents;

/// <summary>The prompt that is made of task.md.</summary>
internal static class TaskPrompt
{
    /// <summary>Linux takes up to 128 KiB for one argument.</summary>
    public const int MaxBytes = 120_000;

    /// <summary>The file's content; of a file that is too large for an argument its path, which the agent then reads.</summary>
    /// <exception cref="SettingException">There is no task.</exception>
    public static string Read(string file)
    {
        if (!File.Exists(file))
            throw new SettingException($"There is no {file}. Write the task into it, or set WORKSPACE_DIR to the folder that has task.md");
        if (new FileInfo(file).Length > MaxBytes)
            return $"Do the task that is described in {file}. Read the whole file first.";
        string prompt = File.ReadAllText(file, Encoding.UTF8).Replace("\0", "", StringComparison.Ordinal);
        return string.IsNullOrWhiteSpace(prompt) ? throw new SettingException($"{file} is empty. Write the task into it") : prompt;
    }
}
