using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Testing.Clusters;

/// <content>Agents: what is read for a decision about one, and what its actions write.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Reconciles an Agent until nothing is left.</summary>
    public void ReconcileAgent(ObjectKey agent)
    {
        var state = new AgentState { Agent = Find("Agent", agent, ApiJson.Default.V1Alpha1Agent)! };
        for (int round = 0; round < 16; round++)
        {
            Decision<AgentNeed, AgentAction> decision = AgentDecider.Decide(state, now);
            if (decision.IsNothing)
                return;
            state = decision.Needs.Aggregate(state, Look);
            foreach (AgentAction action in decision.Actions)
                state = Apply(state, action);
        }

        throw new InvalidOperationException("the decisions never end");
    }

    private AgentState Look(AgentState state, AgentNeed need) =>
        need switch
        {
            AgentNeed.Tasks => state with
            {
                Tasks = All("Task", state.Key.Namespace, ApiJson.Default.V1Alpha1Task, o => HasLabel(o, Labels.Agent, state.Key.Name)),
            },
            AgentNeed.Jobs => state with
            {
                Jobs = All("Job", state.Key.Namespace, ApiJson.Default.V1Job, o => HasLabel(o, Labels.Agent, state.Key.Name)),
            },
            AgentNeed.Holder holder => state with
            {
                Holders = state.Holders.Add(holder.Name, Find("Task", state.Key with { Name = holder.Name }, ApiJson.Default.V1Alpha1Task)),
            },
            AgentNeed.Pods pods => state with
            {
                Pods = state.Pods.Add(
                    pods.Task,
                    All("Pod", state.Key.Namespace, ApiJson.Default.V1Pod, o => HasLabel(o, Labels.Task, pods.Task))
                ),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(need)),
        };

    private AgentState Apply(AgentState state, AgentAction action)
    {
        switch (action)
        {
            case AgentAction.WriteStatus write:
                WriteAgent(state.Key, write.Status);
                return state with { Agent = Find("Agent", state.Key, ApiJson.Default.V1Alpha1Agent)! };
            case AgentAction.ReportPosition tell:
                var key = new ObjectKey(state.Key.Namespace, tell.Task.Metadata.Name);
                Writes.Add(new JsonObject { ["place"] = $"Task {key}: {tell.Status.Message}" });
                _objects[("Task", key)]["status"] = JsonSerializer.SerializeToNode(tell.Status, ApiJson.Default.V1Alpha1TaskStatus);
                return Look(state, new AgentNeed.Tasks());
            default:
                throw new ArgumentOutOfRangeException(nameof(action));
        }
    }
}
