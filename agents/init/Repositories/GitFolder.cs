using System.Text;

namespace KubeTask.Init.Repositories;

/// <summary>Writes a folder <c>.git</c>: only what git needs, no hooks, no commands, no credentials.</summary>
internal static class GitFolder
{
    public static string Packs(string folder) => Path.Combine(folder, "objects", "pack");

    /// <summary>Makes an empty one.</summary>
    public static void Create(string folder)
    {
        foreach (string name in new[] { "objects/pack", "objects/info", "refs/heads", "refs/tags", "info" })
            Directory.CreateDirectory(Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, "HEAD"), "ref: refs/heads/main\n");
        File.WriteAllText(Path.Combine(folder, "config"), Core(null));
    }

    /// <summary>Writes what the repository's user works with: HEAD, refs, where the history is cut off, and the remote.</summary>
    public static void Describe(string folder, GitFolderContent content)
    {
        var refs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string id) in content.Tags)
            refs[$"refs/tags/{name}"] = id;
        if (content.Branch is { } branch)
        {
            refs[$"refs/heads/{branch}"] = content.Commit;
            refs[$"refs/remotes/origin/{branch}"] = content.Commit;
        }

        File.WriteAllText(Path.Combine(folder, "packed-refs"), string.Concat(refs.Select(r => $"{r.Value} {r.Key}\n")));
        string head = content.Branch is null ? content.Commit : $"ref: refs/heads/{content.Branch}";
        File.WriteAllText(Path.Combine(folder, "HEAD"), head + "\n");
        if (content.Shallow.Count > 0)
            File.WriteAllText(Path.Combine(folder, "shallow"), string.Concat(content.Shallow.Select(s => s + "\n")));
        var config = new StringBuilder(Core(content.WorkTree));
        config.Append("[remote \"origin\"]\n\turl = ").Append(Quoted(content.Url)).Append('\n');
        config.Append("\tfetch = +refs/heads/*:refs/remotes/origin/*\n");
        if (content.Branch is not null)
            config.Append($"[branch {Quoted(content.Branch)}]\n\tremote = origin\n\tmerge = {Quoted("refs/heads/" + content.Branch)}\n");
        File.WriteAllText(Path.Combine(folder, "config"), config.ToString());
    }

    /// <summary>Adds a submodule as <c>git submodule init</c> does.</summary>
    public static void AddSubmodule(string folder, string name, string url) =>
        File.AppendAllText(Path.Combine(folder, "config"), $"[submodule {Quoted(name)}]\n\tactive = true\n\turl = {Quoted(url)}\n");

    private static string Core(string? workTree)
    {
        string text = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n";
        return workTree is null ? text : $"{text}\tworktree = {Quoted(workTree)}\n";
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
