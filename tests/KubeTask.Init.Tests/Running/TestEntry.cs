using System.Text;

namespace KubeTask.Init.Tests.Running;

/// <summary>A file, a link or a submodule of a test's repository.</summary>
internal sealed record TestEntry(string Path, string Mode, byte[] Content, string? Commit = null)
{
    public static TestEntry File(string path, string content = "content\n") => new(path, "100644", Encoding.UTF8.GetBytes(content));

    public static TestEntry File(string path, byte[] content) => new(path, "100644", content);

    public static TestEntry Program(string path, string content = "#!/bin/sh\n") => new(path, "100755", Encoding.UTF8.GetBytes(content));

    public static TestEntry Link(string path, string target) => new(path, "120000", Encoding.UTF8.GetBytes(target));

    public static TestEntry Submodule(string path, string commit) => new(path, "160000", [], commit);

    public static TestEntry Modules(params (string Name, string Path, string Url)[] modules) =>
        File(".gitmodules", string.Concat(modules.Select(m => $"[submodule \"{m.Name}\"]\n\tpath = {m.Path}\n\turl = {m.Url}\n")));
}
