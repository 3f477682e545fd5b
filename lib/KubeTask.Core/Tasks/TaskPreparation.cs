using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>The objects with which a Task starts.</summary>
public sealed record PreparedTask(ImmutableArray<V1ConfigMap> ConfigMaps, V1Job Job);

/// <summary>Finds everything that a Task refers to and builds its ConfigMaps and its Job, or says what is missing or wrong.</summary>
public sealed class TaskPreparation(TaskState state)
{
    private readonly List<Need> _needs = [];

    /// <summary>What must be looked up first. While there are needs, the result of <see cref="Prepare"/> doesn't count.</summary>
    public IReadOnlyList<Need> Needs => _needs;

    public Result<PreparedTask> Prepare()
    {
        Problem? problem;
        V1Alpha1Agent? agent = FindAgent(out Problem? missing);

        // Look at the contexts even if the Agent isn't known yet, so that everything is read at once.
        string workspaceDir = KubeTaskApi.DefaultWorkspaceDir;
        AgentSettings? settings = null;
        if (agent is not null)
        {
            if (NeedsConfig(agent))
                _needs.AddRange(ConfigLookup.Missing(state));
            if (
                AgentSettings
                    .From(state.Task, agent, ConfigLookup.All(state).Select(c => c.Spec.Defaults))
                    .Succeeded(out settings, out problem)
            )
            {
                workspaceDir = settings.WorkspaceDir;
            }
            else
            {
                missing = problem;
            }
        }

        var resolver = new ContextResolver(state.Task, state.Contexts, state.ConfigMaps, workspaceDir);
        Result<List<ResolvedContext>> resolved = resolver.Resolve(agent);
        _needs.AddRange(resolver.Needs.Distinct());
        if (missing is not null)
            return missing;
        if (settings is null || !resolved.Succeeded(out List<ResolvedContext>? contexts, out problem))
        {
            return resolved.Problem
                ?? new Problem(TaskReason.AgentNotFound, "the Agent isn't known yet", ConditionType.Accepted, MayAppear: true);
        }

        FetchSettings? fetch = null;
        if (contexts.Exists(c => c.Git is not null) && !FindFetchSettings().Succeeded(out fetch, out problem))
            return problem;
        string? mcp = null;
        if (McpMerge.Write(contexts, settings.Variables) is { } merged && !merged.Succeeded(out mcp, out problem))
            return problem;
        if (
            !ContextPlanner
                .Plan(state.Task.Spec.Description, contexts, settings.WorkspaceDir, settings.Occupied, fetch, mcp)
                .Succeeded(out ContextLayout? layout, out problem)
        )
        {
            return problem;
        }

        return new PreparedTask(
            TaskObjects.ContextConfigMaps(state.Task, layout),
            JobBuilder.Build(state.Task, settings, layout, TaskAttempts.Current(state.Task.Status))
        );
    }

    private Result<FetchSettings> FindFetchSettings()
    {
        _needs.AddRange(ConfigLookup.Missing(state));
        V1Alpha1KubeTaskConfig[] configs = [.. ConfigLookup.All(state)];
        if (_needs.Count == 0 && FetchSettings.FindCaSource(configs) is { } source && !state.ConfigMaps.ContainsKey(source.ConfigMap))
            _needs.Add(new Need.ConfigMap(source.ConfigMap));
        return _needs.Count > 0
            ? new Problem(TaskReason.InvalidConfig, "the settings for Git aren't known yet", ConditionType.ContextsResolved)
            : FetchSettings.From(configs, state.ConfigMaps, state.InitImage);
    }

    private V1Alpha1Agent? FindAgent(out Problem? problem)
    {
        var key = new ObjectKey(state.Key.Namespace, ResourceNames.AgentOf(state.Task));
        problem = null;
        if (state.Unreadable.TryGetValue(new Need.Agent(key), out string? wrong))
        {
            problem = new Problem(TaskReason.InvalidAgent, $"Agent \"{key.Name}\" can't be read: {wrong}", ConditionType.Accepted);
            return null;
        }

        if (!state.Agents.TryGetValue(key, out V1Alpha1Agent? agent))
        {
            _needs.Add(new Need.Agent(key));
        }
        else if (agent is null)
        {
            problem = new Problem(
                TaskReason.AgentNotFound,
                $"Agent \"{key.Name}\" is missing in namespace {key.Namespace}; create it, or name another in spec.agentRef",
                ConditionType.Accepted,
                MayAppear: true
            );
        }

        return agent;
    }

    /// <summary>A KubeTaskConfig costs two reads, so it is read only if the Agent leaves a field open that it could fill.</summary>
    private static bool NeedsConfig(V1Alpha1Agent agent) => string.IsNullOrEmpty(agent.Spec.AgentImage);
}
