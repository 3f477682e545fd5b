using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Tasks;

namespace KubeTask.Testing.Clusters;

/// <summary>
/// Objects by kind and key, and the writes that decisions lead to. It reconciles as a function does, without an API server.
/// </summary>
public sealed partial class SimulatedCluster(DateTimeOffset now)
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<(string Kind, ObjectKey Key), JsonObject> _objects = [];
    private int _made;

    /// <summary>Every write in order, as an API server would get it.</summary>
    public List<JsonObject> Writes { get; } = [];

    /// <summary>The objects that the API server refuses to create: its message by name.</summary>
    public Dictionary<string, string> Refusals { get; } = [];

    /// <summary>What the last try to reconcile the Task failed with, or null.</summary>
    public string? Error { get; set; }

    /// <summary>The Tasks that the API server refuses to create for now: its message by name.</summary>
    public Dictionary<string, string> RefusalsForNow { get; } = [];

    /// <summary>Every state that was decided on, in order.</summary>
    public List<TaskState> States { get; } = [];

    /// <summary>The number of writes that succeed before the function is killed.</summary>
    public int CrashAfter { get; init; } = int.MaxValue;

    /// <summary>Applies the actions of a decision from the last to the first. They may run in any order.</summary>
    public bool Backwards { get; init; }

    public void Add(JsonObject document)
    {
        JsonObject metadata = document["metadata"]!.AsObject();
        string kind = (string)document["kind"]!;
        metadata["namespace"] ??= "default";
        metadata["uid"] ??= $"uid-of-{kind.ToLowerInvariant()}-{metadata["name"]}";
        metadata["resourceVersion"] ??= "1";
        metadata["creationTimestamp"] ??= Text(Start);
        _objects[(kind, new ObjectKey((string)metadata["namespace"]!, (string)metadata["name"]!))] = document;
    }

    /// <summary>Reconciles a Task until nothing is left.</summary>
    public V1Alpha1Task Reconcile(ObjectKey task)
    {
        var state = new TaskState
        {
            Task = Find("Task", task, ApiJson.Default.V1Alpha1Task)!,
            Error = Error,
            SurplusUid = SurplusUid(task.Namespace),
        };
        for (int round = 0; round < 32; round++)
        {
            States.Add(state);
            Decision<Need, TaskAction> decision = TaskDecider.Decide(state, now);
            if (decision.IsNothing)
                return state.Task;
            foreach (Need need in decision.Needs)
                state = Look(state, need);
            foreach (TaskAction action in Backwards ? decision.Actions.Reverse() : decision.Actions)
            {
                if (Writes.Count >= CrashAfter)
                    return state.Task;
                state = Apply(state, action);
            }
        }

        throw new InvalidOperationException("the decisions never end");
    }

    /// <summary>A cluster at another time with copies of the objects. Its list of writes is empty.</summary>
    public SimulatedCluster CopyAt(DateTimeOffset time, bool backwards = false, int crashAfter = int.MaxValue)
    {
        var copy = new SimulatedCluster(time) { Backwards = backwards, CrashAfter = crashAfter };
        foreach (JsonObject document in _objects.Values)
            copy.Add(document.DeepClone().AsObject());
        return copy;
    }

    public T? Get<T>(string kind, ObjectKey key, JsonTypeInfo<T> type)
        where T : class => Find(kind, key, type);

    /// <summary>All objects as text, in an order that does not depend on when they were added.</summary>
    public string Text() =>
        string.Join(
            '\n',
            _objects
                .OrderBy(o => o.Key.Kind, StringComparer.Ordinal)
                .ThenBy(o => o.Key.Key)
                .Select(o =>
                {
                    JsonObject document = o.Value.DeepClone().AsObject();
                    if (((string)document["metadata"]!["uid"]!).StartsWith("made-", StringComparison.Ordinal))
                        document["metadata"]!["uid"] = null;
                    return document.ToJsonString();
                })
        );

    private TaskState Look(TaskState state, Need need) =>
        need switch
        {
            Need.Agent => state with { Agents = state.Agents.Add(need.Key, Find("Agent", need.Key, ApiJson.Default.V1Alpha1Agent)) },
            Need.CurrentAgent => Look(state, new Need.Agent(need.Key)),
            Need.CountedTask => state with
            {
                CountedTasks = state.CountedTasks.Add(need.Key, Find("Task", need.Key, ApiJson.Default.V1Alpha1Task)),
            },
            Need.Context => state with
            {
                Contexts = state.Contexts.Add(need.Key, Find("Context", need.Key, ApiJson.Default.V1Alpha1Context)),
            },
            Need.ConfigMap => state with
            {
                ConfigMaps = state.ConfigMaps.Add(need.Key, Find("ConfigMap", need.Key, ApiJson.Default.V1ConfigMap)),
            },
            Need.Config => state with
            {
                Configs = state.Configs.Add(need.Key, Find("KubeTaskConfig", need.Key, ApiJson.Default.V1Alpha1KubeTaskConfig)),
            },
            Need.Job => state with { Jobs = state.Jobs.Add(need.Key, Find("Job", need.Key, ApiJson.Default.V1Job)) },
            Need.Pods => state with { Pods = state.Pods.Add(need.Key, PodsOf(need.Key)) },
            Need.PodEvents => state with
            {
                PodEvents = state.PodEvents.Add(
                    need.Key,
                    All("Event", need.Key.Namespace, ApiJson.Default.Corev1Event, e =>
                        (string?)e["involvedObject"]!["name"] == need.Key.Name
                    )
                ),
            },
            Need.JobEvents => state with
            {
                JobEvents = state.JobEvents.Add(
                    need.Key,
                    All("Event", need.Key.Namespace, ApiJson.Default.Corev1Event, e =>
                        (string?)e["involvedObject"]!["name"] == need.Key.Name
                    )
                ),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(need)),
        };

    /// <summary>The uid of the oldest ended Task of a namespace that has more than it retains, as the scaler counts them.</summary>
    private string? SurplusUid(string ns)
    {
        V1Alpha1Task[] ended =
        [
            .. All("Task", ns, ApiJson.Default.V1Alpha1Task)
                .Where(t => TaskPhase.IsTerminal(t.Status?.Phase) && t.Metadata.DeletionTimestamp is null && !KeptTask.IsKept(t))
                .OrderBy(t => t.Status!.CompletionTime)
                .ThenBy(t => t.Metadata.Name, StringComparer.Ordinal),
        ];
        long? most = new[] { ns, KubeTaskApi.DefaultReleaseNamespace }
            .Select(n =>
                Find(
                    "KubeTaskConfig",
                    new ObjectKey(n, V1Alpha1KubeTaskConfig.SingletonName),
                    ApiJson.Default.V1Alpha1KubeTaskConfig
                )?.Spec.TaskLifecycle?.MaxRetainedTasks
            )
            .FirstOrDefault(m => m is not null);
        return ended.Length > most ? ended[0].Metadata.Uid : null;
    }

    private static bool HasLabel(JsonObject o, string label, string name) =>
        (string?)o["metadata"]!["labels"]?[label] == ResourceNames.LabelValue(name);

    private ImmutableArray<T> All<T>(string kind, string ns, JsonTypeInfo<T> type, Func<JsonObject, bool>? which = null)
        where T : class =>
        [
            .. _objects
                .Where(o => o.Key.Kind == kind && o.Key.Key.Namespace == ns && which?.Invoke(o.Value) != false)
                .OrderBy(o => o.Key.Key)
                .Select(o => o.Value.Deserialize(type)!),
        ];

    private ImmutableArray<V1Pod> PodsOf(ObjectKey job) =>
        All("Pod", job.Namespace, ApiJson.Default.V1Pod, o => (string?)o["metadata"]!["labels"]?["job-name"] == job.Name);

    private TaskState Apply(TaskState state, TaskAction action)
    {
        V1ObjectMeta? made = (action as TaskAction.CreateConfigMap)?.ConfigMap.Metadata ?? (action as TaskAction.CreateJob)?.Job.Metadata;
        if (made is not null && Refusals.TryGetValue(made.Name, out string? words))
        {
            Writes.Add(new JsonObject { ["create"] = $"{made.NamespaceProperty}/{made.Name}: refused" });
            return state with { Refused = state.Refused.SetItem(new ObjectKey(made.NamespaceProperty, made.Name), words) };
        }

        switch (action)
        {
            case TaskAction.CreateConfigMap create:
                (ObjectKey key, V1ConfigMap configMap) = Create(create.ConfigMap, ApiJson.Default.V1ConfigMap);
                return state with { ContextConfigMaps = state.ContextConfigMaps.SetItem(key, configMap) };
            case TaskAction.CreateJob create:
                (key, V1Job job) = Create(create.Job, ApiJson.Default.V1Job);
                return state with { Jobs = state.Jobs.SetItem(key, job) };
            case TaskAction.DeleteJob delete:
                Writes.Add(new JsonObject { ["delete"] = $"Job {delete.Key} {delete.Uid}" });
                _objects.Remove(("Job", delete.Key));
                return state with { Jobs = state.Jobs.SetItem(delete.Key, null) };
            case TaskAction.DeleteConfigMap delete:
                Writes.Add(new JsonObject { ["delete"] = $"ConfigMap {delete.Key} {delete.Uid}" });
                _objects.Remove(("ConfigMap", delete.Key));
                return state with { ContextConfigMaps = state.ContextConfigMaps.Remove(delete.Key) };
            case TaskAction.DeleteTask delete:
                Writes.Add(new JsonObject { ["delete"] = $"Task {state.Key} {delete.Uid}" });
                return state with
                {
                    Task = state.Task with { Metadata = state.Task.Metadata with { DeletionTimestamp = now.UtcDateTime } },
                };
            case TaskAction.StopPod stop:
                Writes.Add(new JsonObject { ["stop"] = $"Pod {stop.Key} {stop.Uid}{(stop.AgentEnded ? ", whose agent has ended" : "")}" });
                _objects[("Pod", stop.Key)]["spec"]!["activeDeadlineSeconds"] = 1;
                return state with { Pods = state.Pods.SetItem(stop.Job, PodsOf(stop.Job)) };
            case TaskAction.StopJob stop:
                Writes.Add(new JsonObject { ["stop"] = $"Job {stop.Key} {stop.Uid}" });
                JsonObject ended = _objects[("Job", stop.Key)];
                ended["spec"]!["activeDeadlineSeconds"] = 1;
                ended["spec"]!["parallelism"] = 0;
                ended["metadata"]!["annotations"] = new JsonObject { [Annotations.StoppedAt] = JobStop.StoppedAt(stop.Now) };
                return state with { Jobs = state.Jobs.SetItem(stop.Key, Find("Job", stop.Key, ApiJson.Default.V1Job)) };
            case TaskAction.LabelAgent label:
                Writes.Add(new JsonObject { ["label"] = $"Task {state.Key} {Labels.Agent}={label.Value}" });
                JsonObject metadata = _objects[("Task", state.Key)]["metadata"]!.AsObject();
                metadata["labels"] ??= new JsonObject();
                metadata["labels"]![Labels.Agent] = label.Value;
                return state with { Task = Find("Task", state.Key, ApiJson.Default.V1Alpha1Task)! };
            case TaskAction.TakeSlot take:
                WriteAgent(take.Agent, take.Status);
                return state with { Agents = state.Agents.SetItem(take.Agent, Find("Agent", take.Agent, ApiJson.Default.V1Alpha1Agent)) };
            case TaskAction.CountUsage count:
                WriteAgent(count.Agent, count.Status);
                return state with { Agents = state.Agents.SetItem(count.Agent, Find("Agent", count.Agent, ApiJson.Default.V1Alpha1Agent)) };
            case TaskAction.WriteStatus write:
                JsonNode status = JsonSerializer.SerializeToNode(write.Status, ApiJson.Default.V1Alpha1TaskStatus)!;
                Writes.Add(new JsonObject { ["status"] = status.DeepClone() });
                _objects[("Task", state.Key)]["status"] = status;
                return state with { Task = Find("Task", state.Key, ApiJson.Default.V1Alpha1Task)! };
            case TaskAction.RecordEvent record:
                Writes.Add(new JsonObject { ["event"] = $"{record.Type} {record.Reason}: {record.Message}" });
                return state;
            default:
                throw new ArgumentOutOfRangeException(nameof(action));
        }
    }

    private void WriteAgent(ObjectKey agent, V1Alpha1AgentStatus status)
    {
        JsonNode node = JsonSerializer.SerializeToNode(status, ApiJson.Default.V1Alpha1AgentStatus)!;
        Writes.Add(new JsonObject { ["agent"] = node.DeepClone() });
        _objects[("Agent", agent)]["status"] = node;
    }

    private (ObjectKey, T) Create<T>(T body, JsonTypeInfo<T> type)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = new ObjectKey(body.Metadata.NamespaceProperty, body.Metadata.Name);
        JsonObject document = JsonSerializer.SerializeToNode(body, type)!.AsObject();
        if (_objects.ContainsKey((body.Kind, key)))
        {
            Writes.Add(new JsonObject { ["create"] = $"{body.Kind} {key}: AlreadyExists" });
        }
        else
        {
            Writes.Add(new JsonObject { ["create"] = document.DeepClone() });
            document["metadata"]!["uid"] = string.Create(CultureInfo.InvariantCulture, $"made-{++_made}");
            document["metadata"]!["creationTimestamp"] = Text(now);
            Add(document);
        }

        return (key, Find(body.Kind, key, type)!);
    }

    private T? Find<T>(string kind, ObjectKey key, JsonTypeInfo<T> type)
        where T : class => _objects.TryGetValue((kind, key), out JsonObject? document) ? document.Deserialize(type) : null;

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
