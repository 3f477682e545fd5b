using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Work;

namespace KubeTask.Testing.Clusters;

/// <content>CronTasks: what is read for a decision about one, and what its actions write.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Reconciles a CronTask until nothing is left. Then the scaler must see no work before the next due time.</summary>
    public void ReconcileCronTask(ObjectKey key)
    {
        var state = new CronTaskState { CronTask = CronTask(key) };
        for (int round = 0; round < 16; round++)
        {
            Decision<CronTaskNeed, CronTaskAction> decision = CronTaskDecider.Decide(state, now);
            if (decision.IsNothing)
            {
                if (decision.Requeue)
                {
                    Writes.Add(new JsonObject { ["wait"] = "come again" });
                }
                else if (CronTaskWork.Next(CronFacts.Of(CronTask(key), TasksOf(key))) is { } work && work.DueAt <= now)
                {
                    throw new InvalidOperationException("there is work left for the scaler");
                }

                return;
            }

            state = decision.Needs.Aggregate(state, Look);
            state = decision.Actions.Aggregate(state, Apply);
        }

        throw new InvalidOperationException("the decisions never end");
    }

    private CronTaskState Look(CronTaskState state, CronTaskNeed need) =>
        need switch
        {
            CronTaskNeed.AllTasks => state with
            {
                Listed = true,
                Tasks = state.Tasks.SetItems(TasksOf(state.Key).Select(t => KeyValuePair.Create(t.Metadata.Name, (V1Alpha1Task?)t))),
            },
            CronTaskNeed.Task { Name: var name } => state with
            {
                Tasks = state.Tasks.SetItem(name, Find("Task", state.Key with { Name = name }, ApiJson.Default.V1Alpha1Task)),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(need)),
        };

    private V1Alpha1CronTask CronTask(ObjectKey key) => Find("CronTask", key, ApiJson.Default.V1Alpha1CronTask)!;

    private V1Alpha1Task[] TasksOf(ObjectKey cronTask) =>
        [.. All("Task", cronTask.Namespace, ApiJson.Default.V1Alpha1Task, o => HasLabel(o, Labels.CronTask, cronTask.Name))];

    private CronTaskState Apply(CronTaskState state, CronTaskAction action)
    {
        switch (action)
        {
            case CronTaskAction.CreateTask { Task.Metadata: var made } when Refusals.TryGetValue(made.Name, out string? words):
                Writes.Add(new JsonObject { ["create"] = $"{made.NamespaceProperty}/{made.Name}: refused" });
                return state with { Refused = state.Refused.SetItem(made.Name, words) };
            case CronTaskAction.CreateTask { Task.Metadata: var made } when RefusalsForNow.TryGetValue(made.Name, out string? words):
                Writes.Add(new JsonObject { ["create"] = $"{made.NamespaceProperty}/{made.Name}: refused for now" });
                return state with { RefusedForNow = state.RefusedForNow.SetItem(made.Name, words) };
            case CronTaskAction.CreateTask create:
                (ObjectKey key, V1Alpha1Task task) = Create(create.Task, ApiJson.Default.V1Alpha1Task);
                return state with { Tasks = state.Tasks.SetItem(key.Name, task) };
            case CronTaskAction.DeleteTask delete:
                Writes.Add(new JsonObject { ["delete"] = $"Task {delete.Name} {delete.Uid}" });
                _objects.Remove(("Task", state.Key with { Name = delete.Name }));
                return state with { Tasks = state.Tasks.SetItem(delete.Name, null) };
            case CronTaskAction.WriteStatus write:
                JsonNode status = JsonSerializer.SerializeToNode(write.Status, ApiJson.Default.V1Alpha1CronTaskStatus)!;
                Writes.Add(new JsonObject { ["status"] = status.DeepClone() });
                _objects[("CronTask", state.Key)]["status"] = status;
                return state with { CronTask = CronTask(state.Key) };
            case CronTaskAction.RecordEvent record:
                Writes.Add(new JsonObject { ["event"] = $"{record.Type} {record.Reason}: {record.Message}" });
                return state;
            default:
                throw new ArgumentOutOfRangeException(nameof(action));
        }
    }
}
