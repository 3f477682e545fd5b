using System.Collections.Immutable;
using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;
using KubeTask.Runs;

namespace KubeTask.Core.Jobs;

/// <summary>What the runner in an agent's image reports about a run. An image without it reports nothing.</summary>
internal static class RunEnd
{
    /// <summary>Why an agent failed that ended with an exit code other than 0.</summary>
    public static (string Reason, string Message) Failure(RunReport? run, int exitCode)
    {
        string code = string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");
        return run switch
        {
            { Reason: RunReason.BudgetExceeded } => (
                TaskReason.BudgetExceeded,
                $"the agent was ended because it exceeded a limit: {run.Message ?? "the runner doesn't say which"}"
            ),
            { Reason: RunReason.Stalled } => (
                TaskReason.Stalled,
                $"the agent was ended because it did nothing: {run.Message ?? "it wrote nothing for too long"}"
            ),
            { Reason: RunReason.AgentError or RunReason.NotStarted, Message: { } message } => (
                TaskReason.AgentFailed,
                $"the agent ended with {code}: {message}"
            ),
            _ => (TaskReason.AgentFailed, $"the agent ended with {code}"),
        };
    }

    /// <summary>A Task's status with what the pod of an attempt that has ended says about the run.</summary>
    public static V1Alpha1TaskStatus Written(V1Alpha1TaskStatus status, PodOutcome pod) =>
        status with
        {
            ExitCode = pod.ExitCode,
            Result = pod.Result,
            Usage = RunUsages.Add(status.Usage, pod.Run?.Usage),
            Turns = pod.Run?.Turns,
            Contexts = pod.Contexts ?? status.Contexts,
        };

    /// <summary>The conditions with MCPReady, if the agent says whether its MCP servers connected.</summary>
    public static ImmutableList<V1Condition> WithMcpServers(TaskConditions set, ImmutableList<V1Condition> conditions, RunReport? run)
    {
        if (run?.Mcp is not { Count: > 0 } servers)
            return conditions;
        string[] lost = [.. servers.Where(s => s.Status != McpServerState.Connected).Select(s => $"{s.Name} ({s.Status})")];
        string names = OneLine.Of(string.Join(", ", lost.Length > 0 ? lost : servers.Select(s => s.Name)));
        return lost.Length == 0
            ? set.Set(conditions, ConditionType.McpReady, true, TaskReason.McpConnected, $"connected: {names}")
            : set.Set(
                conditions,
                ConditionType.McpReady,
                false,
                TaskReason.McpNotConnected,
                $"the agent works without: {names}; see its log"
            );
    }
}
