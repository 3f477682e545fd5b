using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>People who stop, hold, delete and create Tasks, and delete Jobs.</summary>
internal sealed class People(MemoryApi api, Random random, int tasks)
{
    private static readonly string[] s_actions = ["stops", "deletes", "creates again", "deletes the Job of", "holds"];

    /// <summary>
    /// One random action. A Job is deleted only while no function runs and its Task's status says Running: a Job that no status has
    /// recorded would leave no trace.
    /// </summary>
    public void Act(bool idle)
    {
        string task = $"{TasksPath}/t{random.Next(tasks)}";
        int action = random.Next(5);
        api.Record($"person: {s_actions[action]} {task}");
        switch (action)
        {
            case 0 when api.Find(task) is not null:
                api.Change(task, t => t["metadata"]!["annotations"] = new JsonObject { [Annotations.Stop] = "true" });
                break;
            case 1:
                api.Delete(task);
                break;
            case 2 when api.Find(task) is null:
                api.Add(
                    TasksPath,
                    new JsonObject
                    {
                        ["metadata"] = new JsonObject
                        {
                            ["name"] = task[(task.LastIndexOf('/') + 1)..],
                            ["namespace"] = Namespace,
                            ["generation"] = 1,
                        },
                        ["spec"] = new JsonObject { ["description"] = "Again." },
                    }
                );
                break;
            case 3 when idle && Phase(task) == TaskPhase.Running:
                api.Delete($"{JobsPath}/{api.Find(task)!["status"]!["jobName"]}");
                break;
            case 4 when api.Find(task) is not null:
                api.Change(task, t => t["metadata"]!["finalizers"] = new JsonArray("example.test/archive"));
                break;
            default:
                break;
        }
    }

    private string? Phase(string task) => (string?)api.Find(task)?["status"]?["phase"];
}
