using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Git;
using KubeTask.Runs.Mcp;

namespace KubeTask.Core.Contexts;

/// <summary>Lays out resolved contexts: which files and folders, at which paths, in which ConfigMaps.</summary>
public static class ContextPlanner
{
    /// <summary>The name of the file with the instruction.</summary>
    public const string TaskFile = "task.md";

    /// <param name="description">The Task's description.</param>
    /// <param name="contexts">The contexts, in order.</param>
    /// <param name="workspaceDir">The agent's working folder, normalized.</param>
    /// <param name="occupied">Paths at which something else is mounted, and what that is.</param>
    /// <param name="fetch">How Git Contexts are fetched; null if there are none.</param>
    /// <param name="mcp">The content of the file with the MCP servers; null if there are none.</param>
    public static Result<ContextLayout> Plan(
        string? description,
        IReadOnlyList<ResolvedContext> contexts,
        string workspaceDir,
        IReadOnlyDictionary<string, string> occupied,
        FetchSettings? fetch = null,
        string? mcp = null
    )
    {
        contexts = [.. contexts.Where(c => c.Mcp is null)];
        if (DropRepeats(contexts).Succeeded(out List<ResolvedContext>? distinct, out Problem? problem))
            contexts = distinct;
        else
            return problem;

        string? document = null;
        if (TaskDocument.Write(description, contexts) is { } written && !written.Succeeded(out document, out problem))
            return problem;
        if (!PickMounts(contexts).Succeeded(out List<ResolvedContext>? mounts, out problem))
            return problem;
        if (document is null && mounts.Count == 0)
        {
            return new Problem(
                TaskReason.NothingToDo,
                "there is neither a description nor a context; write spec.description",
                ConditionType.Accepted
            );
        }

        if (mcp is not null)
            occupied = new Dictionary<string, string>(occupied) { [McpServers.File] = "the file of the MCP servers" };
        string taskPath = workspaceDir + "/" + TaskFile;
        if (FindConflict(mounts, document is null ? null : taskPath, workspaceDir, occupied) is { } conflict)
            return conflict;

        var packer = new Packer();
        ImmutableArray<ContextFile>.Builder files = ImmutableArray.CreateBuilder<ContextFile>();
        ImmutableArray<ContextDirectory>.Builder directories = ImmutableArray.CreateBuilder<ContextDirectory>();
        ImmutableArray<ContextRepository>.Builder repositories = ImmutableArray.CreateBuilder<ContextRepository>();
        if (document is not null)
            files.Add(packer.Pack(taskPath, document, null));
        if (mcp is not null)
            files.Add(packer.Pack(McpServers.File, mcp, null));
        foreach (ResolvedContext mount in mounts)
        {
            if (mount.Git is { } git)
            {
                repositories.Add(new ContextRepository(mount.Path!, mount.Key, git));
            }
            else if (mount.IsDirectory)
            {
                directories.Add(
                    new ContextDirectory(mount.Path!, [.. mount.Entries.Select(e => packer.Pack($"{mount.Path}/{e.Key}", e.Text, e.Bytes))])
                );
            }
            else
            {
                files.Add(packer.Pack(mount.Path!, mount.Entries[0].Text, mount.Entries[0].Bytes));
            }
        }

        ContextFetch? fetched = repositories.Count == 0 ? null : Fetch(repositories.ToImmutable(), fetch!, packer);
        return packer.TooLarge is { } tooLarge
            ? tooLarge
            : new ContextLayout(files.ToImmutable(), directories.ToImmutable(), packer.ConfigMaps)
            {
                Fetch = fetched,
                HasMcpServers = mcp is not null,
            };
    }

    private static ContextFetch Fetch(ImmutableArray<ContextRepository> repositories, FetchSettings settings, Packer packer)
    {
        string folder = $"{FetchFolders.Root}/{FetchFolders.Work}";
        string work = JsonSerializer.Serialize(FetchWorks.Of(repositories, settings), FetchJson.Default.FetchWork);
        ImmutableArray<ContextFile> files = [packer.Pack($"{folder}/{FetchFolders.WorkFile}", work, null)];
        if (settings.CaBundle is { } certificates)
            files = files.Add(packer.Pack($"{folder}/{FetchFolders.CaFile}", certificates, null));
        return new ContextFetch(repositories, new ContextDirectory(folder, files), settings);
    }

    /// <summary>
    /// The Contexts, each once in task.md. A Task that lists a Context of its Agent again means the same one: it stays at the Agent's
    /// place, as at one mountPath. One that a list has twice is a mistake.
    /// </summary>
    private static Result<List<ResolvedContext>> DropRepeats(IReadOnlyList<ResolvedContext> contexts)
    {
        var inDocument = new Dictionary<ObjectKey, ContextOrigin>();
        var distinct = new List<ResolvedContext>();
        foreach (ResolvedContext context in contexts)
        {
            if (context.Path is not null || inDocument.TryAdd(context.Key, context.Origin))
            {
                distinct.Add(context);
            }
            else if (inDocument[context.Key] == context.Origin)
            {
                return new Problem(
                    context.Origin == ContextOrigin.Agent ? TaskReason.InvalidAgent : TaskReason.InvalidTask,
                    $"the {context.Origin}'s contexts list Context {context.Key} twice without a mountPath; "
                        + $"take one out, or give it a mountPath, such as {context.Key.Name}.md",
                    ConditionType.ContextsResolved
                );
            }
        }

        return distinct;
    }

    /// <summary>
    /// The mounts in effect. If an Agent and a Task mount at the same path, the Task's mount wins. Two mounts of one origin at the same
    /// path are an error.
    /// </summary>
    private static Result<List<ResolvedContext>> PickMounts(IReadOnlyList<ResolvedContext> contexts)
    {
        var byPath = new Dictionary<string, int>(StringComparer.Ordinal);
        var mounts = new List<ResolvedContext>();
        foreach (ResolvedContext context in contexts.Where(c => c.Path is not null))
        {
            if (!byPath.TryGetValue(context.Path!, out int index))
            {
                byPath.Add(context.Path!, mounts.Count);
                mounts.Add(context);
            }
            else if (mounts[index].Origin == context.Origin)
            {
                return Conflict(
                    mounts[index].Key == context.Key
                        ? $"the {context.Origin}'s contexts list Context {context.Key} twice at {context.Path}; "
                            + "take one out, or give it another mountPath"
                        : $"Contexts {mounts[index].Key} and {context.Key} of the {context.Origin} are both mounted at {context.Path}; "
                            + "give one another mountPath"
                );
            }
            else
            {
                mounts[index] = context;
            }
        }

        return mounts;
    }

    private static Problem? FindConflict(
        List<ResolvedContext> mounts,
        string? taskPath,
        string workspaceDir,
        IReadOnlyDictionary<string, string> occupied
    )
    {
        foreach ((string other, string what) in occupied)
        {
            if (taskPath is not null && MountPath.Overlaps(taskPath, other))
                return Conflict($"{what} is mounted at {other}, where {TaskFile} stands; give it another mountPath");
        }

        foreach (ResolvedContext mount in mounts)
        {
            string path = mount.Path!;
            if (MountPath.IsAtOrBelow(workspaceDir, path))
            {
                return Conflict(
                    $"Context {mount.Key} is mounted at {path}, over the workspace {workspaceDir}; choose a path in or beside it"
                );
            }

            if (path == taskPath || (taskPath is not null && MountPath.IsAtOrBelow(path, taskPath)))
                return Conflict($"Context {mount.Key} is mounted at {path}, where {TaskFile} stands; give it another mountPath");
            foreach ((string other, string what) in occupied)
            {
                if (MountPath.Overlaps(path, other))
                {
                    return Conflict(
                        $"Context {mount.Key} is mounted at {path}, which overlaps {what} at {other}; give it another mountPath"
                    );
                }
            }

            foreach (ResolvedContext other in mounts)
            {
                if (!ReferenceEquals(other, mount) && MountPath.IsAtOrBelow(other.Path!, path))
                {
                    return Conflict(
                        $"Context {other.Key} is mounted at {other.Path}, below Context {mount.Key} at {path}; "
                            + "choose paths that don't contain each other"
                    );
                }
            }
        }

        return null;
    }

    private static Problem Conflict(string message) => new(TaskReason.MountConflict, message, ConditionType.ContextsResolved);

    /// <summary>Fills ConfigMaps one after another, each up to the limit.</summary>
    private sealed class Packer
    {
        /// <summary>
        /// An API server accepts requests of up to 3 MiB, so the JSON of a file may take three times the bytes of its content.
        /// </summary>
        private const int JsonGrowth = 3;

        private readonly ContextKeys _keys = new();
        private int _current;
        private int _inCurrent;
        private long _total;
        private bool _any;

        public int ConfigMaps => _any ? _current + 1 : 0;

        public Problem? TooLarge { get; private set; }

        public ContextFile Pack(string path, string? text, byte[]? bytes)
        {
            string key = _keys.KeyFor(path);
            // Binary data is Base64 in the object, and counts at that size. Text grows when JSON escapes its characters.
            int size =
                key.Length
                + (
                    text is not null
                        ? Math.Max(Encoding.UTF8.GetByteCount(text), JavaScriptEncoder.Default.Encode(text).Length / JsonGrowth)
                        : (bytes!.Length + 2) / 3 * 4
                );
            _total += size;
            if (size > TaskLimits.ConfigMapBytes)
            {
                TooLarge ??= Large(
                    $"the file {path} takes {size} bytes, and one file may take {TaskLimits.ConfigMapBytes}; "
                        + "make it shorter, or use a Git context"
                );
            }
            else if (_total > TaskLimits.ContextBytes)
            {
                TooLarge ??= Large(
                    $"the contexts have over {TaskLimits.ContextBytes} bytes together; make them shorter, or use a Git context"
                );
            }

            if (_any && _inCurrent + size > TaskLimits.ConfigMapBytes)
            {
                _current++;
                _inCurrent = 0;
            }

            _any = true;
            _inCurrent += size;
            return new ContextFile(path, _current, key, text, bytes);
        }

        private static Problem Large(string message) => new(TaskReason.ContextTooLarge, message, ConditionType.ContextsResolved);
    }
}
