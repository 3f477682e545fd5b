using KubeTask.Core.Api;

namespace KubeTask.Core.Agents;

/// <summary>A write that <see cref="AgentDecider"/> asks for. The actions of one decision may run in any order.</summary>
public abstract record AgentAction
{
    private AgentAction() { }

    /// <summary>Write the Agent's status if the Agent hasn't changed since it was read.</summary>
    public sealed record WriteStatus(V1Alpha1AgentStatus Status) : AgentAction;

    /// <summary>
    /// Report the new queue position to a Task if it hasn't changed since it was read. If it has, its own event reports.
    /// </summary>
    public sealed record ReportPosition(V1Alpha1Task Task, V1Alpha1TaskStatus Status) : AgentAction;
}
