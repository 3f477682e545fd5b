using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Agents;

/// <summary>The variables through which the runner in an agent's image learns its limits.</summary>
public static class RunVariables
{
    /// <summary>One for each limit that is set; the Task's come before the Agent's.</summary>
    public static IEnumerable<V1EnvVar> Of(RunLimits? task, RunLimits? agent)
    {
        return new (string Name, string? Value)[]
        {
            ("KUBETASK_MAX_TOKENS", Text(task?.MaxTokens ?? agent?.MaxTokens)),
            ("KUBETASK_MAX_COST_USD", Text(task?.MaxCostUsd ?? agent?.MaxCostUsd)),
            ("KUBETASK_MAX_TURNS", Text(task?.MaxTurns ?? agent?.MaxTurns)),
            ("KUBETASK_STALL_SECONDS", Text(task?.StallSeconds ?? agent?.StallSeconds)),
        }
            .Where(v => v.Value is not null)
            .Select(v => new V1EnvVar { Name = v.Name, Value = v.Value });

        static string? Text(IFormattable? limit) => limit?.ToString(null, CultureInfo.InvariantCulture);
    }
}
