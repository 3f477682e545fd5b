using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Contexts;

/// <summary>Resolves the content of the Contexts of an Agent and a Task, the Agent's first, then the Task's.</summary>
/// <param name="task">The Task.</param>
/// <param name="lookedUp">The Contexts that were looked up; a null value is one that doesn't exist.</param>
/// <param name="configMaps">The ConfigMaps that were looked up; a null value is one that doesn't exist.</param>
/// <param name="workspaceDir">The agent's working folder.</param>
public sealed class ContextResolver(
    V1Alpha1Task task,
    IReadOnlyDictionary<ObjectKey, V1Alpha1Context?> lookedUp,
    IReadOnlyDictionary<ObjectKey, V1ConfigMap?> configMaps,
    string workspaceDir
)
{
    private readonly List<Need> _needs = [];
    private readonly List<ResolvedContext> _resolved = [];
    private Problem? _problem;

    /// <summary>What must be looked up before the contexts can be resolved. Read it after resolving.</summary>
    public IReadOnlyList<Need> Needs => _needs;

    /// <summary>The contexts, or the first problem. Neither counts while there are <see cref="Needs"/>.</summary>
    public Result<List<ResolvedContext>> Resolve(V1Alpha1Agent? agent)
    {
        foreach (ContextMount mount in agent?.Spec.Contexts ?? [])
            Resolve(mount, ContextOrigin.Agent);
        foreach (ContextMount mount in task.Spec.Contexts ?? [])
            Resolve(mount, ContextOrigin.Task);
        return _problem is { } problem ? problem : _resolved;
    }

    private void Resolve(ContextMount mount, ContextOrigin origin)
    {
        string home = task.Metadata.NamespaceProperty;
        var key = new ObjectKey(string.IsNullOrEmpty(mount.Namespace) ? home : mount.Namespace, mount.Name);
        if (!lookedUp.TryGetValue(key, out V1Alpha1Context? context))
        {
            _needs.Add(new Need.Context(key));
            return;
        }

        if (context is null)
        {
            Report(
                TaskReason.ContextNotFound,
                $"Context {key} is missing; create it, or take it out of the {origin}'s contexts",
                mayAppear: true
            );
            return;
        }

        if (key.Namespace != home && context.Spec.AllowedNamespaces?.Any(n => n == "*" || n == home) != true)
        {
            Report(
                TaskReason.ContextNotAllowed,
                $"Context {key} doesn't allow namespace {home}; add it to the Context's spec.allowedNamespaces",
                mayAppear: true
            );
            return;
        }

        if (ContextBlocks.Broken(context.Spec) is { } broken)
        {
            Report(TaskReason.InvalidContext, $"Context {key}: {broken}");
            return;
        }

        string? path = null;
        if (!string.IsNullOrEmpty(mount.MountPath))
        {
            (path, string? error) = MountPath.Normalize(mount.MountPath, workspaceDir);
            if (path is null)
            {
                ReportMount(error!);
                return;
            }
        }

        switch (context.Spec)
        {
            case { Type: ContextType.Inline, Inline: { } inline }:
                Add(new ContextEntry(null, inline.Content));
                break;
            case { Type: ContextType.ConfigMap, ConfigMap: { } source }:
                Resolve(source);
                break;
            case { Type: ContextType.Git, Git: { } git }:
                if (GitRules.Broken(git) is { } wrong)
                    Report(TaskReason.InvalidContext, $"Context {key}: {wrong}");
                else
                    AddRepository(git);
                break;
            case { Type: ContextType.Mcp, Mcp: { } mcp }:
                if (McpRules.Broken(mcp) is { } bad)
                    Report(TaskReason.InvalidContext, $"Context {key}: {bad}");
                else if (path is not null)
                    ReportMount("MCP servers go into the agent's settings, not into a file of their own; leave mountPath out");
                else
                    _resolved.Add(new ResolvedContext(key, context.Spec.Type, origin, null, IsDirectory: false, []) { Mcp = mcp });
                break;
            default:
                Report(
                    TaskReason.InvalidContext,
                    $"Context {key} is of type {OneLine.Quote(context.Spec.Type)}; write Inline, ConfigMap, Git or MCP"
                );
                break;
        }

        void ReportMount(string wrong) =>
            Report(
                origin == ContextOrigin.Agent ? TaskReason.InvalidAgent : TaskReason.InvalidTask,
                $"mountPath {OneLine.Quote(mount.MountPath!)} of Context {key}: {wrong}"
            );

        void Add(ContextEntry entry) =>
            _resolved.Add(new ResolvedContext(key, context.Spec.Type, origin, path, IsDirectory: false, [entry]));

        void AddRepository(GitContext git) =>
            _resolved.Add(
                new ResolvedContext(key, context.Spec.Type, origin, path ?? $"{workspaceDir}/git-{key.Name}", IsDirectory: true, [])
                {
                    Git = git,
                }
            );

        void Resolve(ConfigMapContext source)
        {
            var sourceKey = new ObjectKey(key.Namespace, source.Name);
            if (!configMaps.TryGetValue(sourceKey, out V1ConfigMap? configMap))
            {
                _needs.Add(new Need.ConfigMap(sourceKey));
            }
            else if (configMap is null && source.Optional != true)
            {
                Report(
                    TaskReason.ConfigMapNotFound,
                    $"ConfigMap {sourceKey} of Context {key} is missing; create it, or set configMap.optional",
                    mayAppear: true
                );
            }
            else if (!string.IsNullOrEmpty(source.Key))
            {
                ResolveKey(configMap, source.Key, source.Optional == true, sourceKey);
            }
            else
            {
                _resolved.Add(new ResolvedContext(key, context.Spec.Type, origin, path, IsDirectory: true, AllEntries(configMap)));
            }
        }

        void ResolveKey(V1ConfigMap? configMap, string name, bool optional, ObjectKey sourceKey)
        {
            if (configMap?.Data?.TryGetValue(name, out string? text) == true)
            {
                Add(new ContextEntry(name, text));
            }
            else if (configMap?.BinaryData?.TryGetValue(name, out byte[]? bytes) == true)
            {
                Add(new ContextEntry(name, null, bytes));
            }
            else if (optional)
            {
                Add(new ContextEntry(name, ""));
            }
            else
            {
                Report(
                    TaskReason.ConfigMapKeyNotFound,
                    $"ConfigMap {sourceKey} has no key \"{name}\", which Context {key} names; add it, or set configMap.optional",
                    mayAppear: true
                );
            }
        }
    }

    private static ImmutableArray<ContextEntry> AllEntries(V1ConfigMap? configMap) =>
        [
            .. (configMap?.Data ?? ImmutableDictionary<string, string>.Empty)
                .Select(e => new ContextEntry(e.Key, e.Value))
                .Concat(
                    (configMap?.BinaryData ?? ImmutableDictionary<string, byte[]>.Empty).Select(e => new ContextEntry(e.Key, null, e.Value))
                )
                .OrderBy(e => e.Key, StringComparer.Ordinal),
        ];

    /// <summary>Keeps the first problem, but a problem that waiting can't solve replaces one that it can.</summary>
    private void Report(string reason, string message, bool mayAppear = false)
    {
        if (_problem is null || (_problem.MayAppear && !mayAppear))
            _problem = new Problem(reason, message, ConditionType.ContextsResolved, mayAppear);
    }
}
