using System.Globalization;
using System.Text;

namespace KubeTask.Init.Tests.Running;

/// <summary>A bare repository that the servers serve, made with git's plumbing, so that hostile trees can be made, too.</summary>
internal sealed class TestRepository
{
    private TestRepository(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The last path of its URL.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>Makes an empty one, with the branch main, under a name of its own.</summary>
    public static async Task<TestRepository> EmptyAsync()
    {
        var repository = new TestRepository(Path.Combine(TestServers.Repositories, $"{Guid.NewGuid():N}.git"));
        Directory.CreateDirectory(repository.Folder);
        await repository.GitAsync("init", "--quiet", "--bare", "--initial-branch=main", ".");
        return repository;
    }

    /// <summary>Makes one with a commit on main.</summary>
    public static async Task<TestRepository> WithAsync(params TestEntry[] entries)
    {
        TestRepository repository = await EmptyAsync();
        await repository.CommitAsync(entries);
        return repository;
    }

    public Task<string> GitAsync(params string[] arguments) => Tool.RunAsync(Folder, "git", arguments);

    /// <summary>Adds a commit to main (or another branch) that has exactly these files; returns it.</summary>
    public async Task<string> CommitAsync(IReadOnlyList<TestEntry> entries, string branch = "main", string message = "change")
    {
        string tree = await TreeAsync(entries);
        return await CommitTreeAsync(tree, branch, message);
    }

    public async Task<string> CommitTreeAsync(string tree, string branch = "main", string message = "change")
    {
        string refName = "refs/heads/" + branch;
        string parents = await GitAsync("for-each-ref", "--format=%(objectname)", refName);
        string[] parent = parents.Length == 0 ? [] : ["-p", parents];
        string commit = await GitAsync(["commit-tree", tree, "-m", message, .. parent]);
        await GitAsync("update-ref", refName, commit);
        return commit;
    }

    /// <summary>Writes a tree. Entries of one name may occur twice, and any name is written.</summary>
    public async Task<string> TreeAsync(IReadOnlyList<TestEntry> entries)
    {
        var lines = new List<(string Name, string Line)>();
        foreach (IGrouping<string, TestEntry> group in entries.GroupBy(e => e.Path.Split('/', 2)[0]))
        {
            foreach (TestEntry file in group.Where(e => !e.Path.Contains('/', StringComparison.Ordinal)))
            {
                string id = file.Commit ?? await BlobAsync(file.Content);
                lines.Add((group.Key, $"{file.Mode} {(file.Commit is null ? "blob" : "commit")} {id}\t{group.Key}"));
            }

            TestEntry[] inner =
            [
                .. group.Where(e => e.Path.Contains('/', StringComparison.Ordinal)).Select(e => e with { Path = e.Path.Split('/', 2)[1] }),
            ];
            if (inner.Length > 0)
                lines.Add((group.Key, $"040000 tree {await TreeAsync(inner)}\t{group.Key}"));
        }

        byte[] input = Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l.Line + "\0")));
        return await Tool.RunAsync(Folder, "git", ["mktree", "-z", "--missing"], input);
    }

    public Task<string> BlobAsync(byte[] content) => Tool.RunAsync(Folder, "git", ["hash-object", "-w", "--stdin"], content);

    /// <summary>Writes any object, well-formed or not.</summary>
    public Task<string> ObjectAsync(string type, byte[] content) =>
        Tool.RunAsync(Folder, "git", ["hash-object", "-w", "--literally", "-t", type, "--stdin"], content);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}");
}
