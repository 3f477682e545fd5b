using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// One Agent, a few Tasks, and two functions that are woken for any of them at any time, killed between any two calls, while Jobs end and people stop and delete. What
/// each attempt of a Task comes to is drawn beforehand, so that it doesn't depend on the order.
/// </summary>
internal sealed class World
{
    public const string Namespace = "ns";
    private const string Ours = $"apis/kubetask.io/v1alpha1/namespaces/{Namespace}";
    private const string Tasks = $"{Ours}/tasks";
    private const string Agent = $"{Ours}/agents/default";
    private const string Jobs = $"apis/batch/v1/namespaces/{Namespace}/jobs";
    private static readonly string[] s_deeds = ["stops", "deletes", "makes again", "deletes the Job of"];
    private const string Pods = $"api/v1/namespaces/{Namespace}/pods";

    private readonly Random _random;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryApi _api;
    private readonly Turns _turns;
    private readonly int _tasks;
    private readonly int _limit;
    private readonly int _outcomes;
    private readonly HashSet<string> _made = [];
    private int _functions;

    /// <param name="scenario">The seed of what there is.</param>
    /// <param name="order">The seed of the order in which it happens.</param>
    public World(int scenario, int order)
    {
        var drawn = new Random(scenario);
        _random = new Random(order);
        _turns = new Turns(_random);
        _api = new MemoryApi(_time) { JobMade = Check, JobUnmade = Forget };
        _tasks = drawn.Next(1, 4);
        _limit = drawn.Next(3);
        _outcomes = drawn.Next();
        _api.Add(
            $"{Ours}/agents",
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = "default",
                    ["namespace"] = Namespace,
                    ["generation"] = 1,
                },
                ["spec"] = new JsonObject
                {
                    ["agentImage"] = "a",
                    ["serviceAccountName"] = "s",
                    ["maxConcurrentTasks"] = _limit,
                },
            }
        );
        for (int i = 0; i < _tasks; i++)
        {
            var spec = new JsonObject { ["description"] = "Go." };
            if (drawn.Next(2) == 0)
                spec["retry"] = new JsonObject { ["limit"] = drawn.Next(3), ["backoffSeconds"] = drawn.Next(3) };
            _api.Add(
                Tasks,
                new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["name"] = $"t{i}",
                        ["namespace"] = Namespace,
                        ["generation"] = 1,
                    },
                    ["spec"] = spec,
                }
            );
        }
    }

    /// <summary>What went wrong first, if anything did.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Lets two functions race for a while.</summary>
    /// <param name="turns">Calls and events, about.</param>
    /// <param name="people">Whether people stop and delete Tasks and Jobs.</param>
    public void Race(int turns, bool people)
    {
        var functions = new Function?[2];
        for (int turn = 0; turn < turns; turn++)
        {
            int which = _random.Next(2);
            switch (_random.Next(20))
            {
                case < 3 when functions[which] is null:
                    functions[which] = Start();
                    break;
                case 3:
                    _api.Collect();
                    EndJob();
                    break;
                case 4:
                    _time.Advance(TimeSpan.FromSeconds(_random.Next(4)));
                    break;
                case 5 when functions[which] is { } killed && _random.Next(3) == 0:
                    killed.Kill();
                    break;
                case 6 when people && _random.Next(3) == 0:
                    Meddle(idle: functions.All(f => f is null));
                    break;
                default:
                    if (_turns.Any)
                        _turns.Give();
                    break;
            }

            for (int i = 0; i < functions.Length; i++)
            {
                if (functions[i]?.Work.IsCompleted == true)
                {
                    functions[i]!.Throw();
                    functions[i] = null;
                }
            }
        }

        while (_turns.Any)
            _turns.Give();
    }

    /// <summary>One function after another, Jobs ending in between, until nothing is left to do: what every race must come to.</summary>
    public void Settle()
    {
        for (int round = 0; round < 100; round++)
        {
            for (int i = 0; i < _tasks; i++)
                Finish(Run(new ObjectKey(Namespace, $"t{i}"), null));
            Finish(Run(null, new ObjectKey(Namespace, "default")));
            _api.Collect();
            if (!EndJob() && _api.Of(Tasks).All(t => TaskPhase.IsTerminal((string?)t.Value["status"]?["phase"])))
                break;
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Finish(Run(null, new ObjectKey(Namespace, "default")));
        foreach ((string path, JsonObject task) in _api.Of(Tasks))
        {
            if (!TaskPhase.IsTerminal((string?)task["status"]?["phase"]))
                Wrong ??= $"{path} never ends: {task["status"]}";
        }

        if (_api.Find(Agent)!["status"]?["slots"]?.AsArray() is { Count: > 0 } slots)
            Wrong ??= $"slots of ended Tasks: {slots}";
    }

    /// <summary>How each Task ended, without the times and the names of pods.</summary>
    public string Told() =>
        string.Join(
            '\n',
            _api.Of(Tasks)
                .Select(t =>
                {
                    JsonNode status = t.Value["status"]!;
                    string conditions = string.Join(
                        ' ',
                        status["conditions"]!
                            .AsArray()
                            .Where(c => (string?)c!["type"] != ConditionType.Queued)
                            .Select(c => $"{c!["type"]}={c["status"]}:{c["reason"]}")
                            .Order(StringComparer.Ordinal)
                    );
                    string attempts = string.Join(
                        ' ',
                        (status["attempts"]?.AsArray() ?? []).Select(a =>
                            $"{a!["jobName"]}:{a["reason"]}:{a["exitCode"]}:{a["neverStarted"]}"
                        )
                    );
                    return $"{t.Key} {status["phase"]} {status["jobName"]} {status["exitCode"]} {status["message"]} [{conditions}] [{attempts}]";
                })
        );

    private Function Start() =>
        _random.Next(4) == 0
            ? Run(null, new ObjectKey(Namespace, "default"))
            : Run(new ObjectKey(Namespace, $"t{_random.Next(_tasks)}"), null);

    private Function Run(ObjectKey? task, ObjectKey? agent)
    {
        var function = new Function();
        var api = new SteppedApi(_api, _turns, $"f{++_functions}", () => function.Killed);
        function.Work = task is { } key
            ? new TaskReconciler(
                new TaskGatherer(api, "kubetask-system"),
                new TaskApplier(api, new EventRecorder(api, _time, NullLogger<EventRecorder>.Instance), NullLogger<TaskApplier>.Instance),
                _time
            ).ReconcileAsync(key, null, default)
            : new AgentReconciler(
                api,
                new AgentGatherer(api),
                new AgentApplier(api, NullLogger<AgentApplier>.Instance),
                _time
            ).ReconcileAsync(agent!.Value, default);
        return function;
    }

    private void Finish(Function function)
    {
        while (!function.Work.IsCompleted)
            _turns.Give();
        function.Throw();
    }

    /// <summary>A Job that runs gets a pod, and then its end.</summary>
    private bool EndJob()
    {
        KeyValuePair<string, JsonObject>[] active = [.. _api.Of(Jobs).Where(j => j.Value["status"]?["conditions"] is null)];
        if (active.Length == 0)
            return false;
        (string path, JsonObject job) = active[_random.Next(active.Length)];
        string name = (string)job["metadata"]!["name"]!;
        int outcome = HashCode(name) % 4;
        string now = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (job["spec"]!["activeDeadlineSeconds"] is not null)
            outcome = 3; // stopped: it fails without a pod
        else if (_api.Find($"{Pods}/{name}-pod") is null)
            _api.Add(Pods, Pod(job, name, outcome));
        _api.Tell($"{name} ends");
        _api.Change(path, j => j["status"] = new JsonObject
            {
                [outcome < 2 ? "succeeded" : "failed"] = 1,
                ["conditions"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = outcome < 2 ? "Complete" : "Failed",
                        ["status"] = "True",
                        ["lastTransitionTime"] = now,
                    }
                ),
            });
        return true;
    }

    private static JsonObject Pod(JsonObject job, string name, int outcome)
    {
        JsonObject status = outcome switch
        {
            3 => new JsonObject { ["phase"] = "Failed", ["reason"] = "Evicted" },
            _ => new JsonObject
            {
                ["phase"] = outcome == 2 ? "Failed" : "Succeeded",
                ["containerStatuses"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "agent",
                        ["state"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = outcome == 2 ? 3 : 0 } },
                    }
                ),
            },
        };
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name + "-pod",
                ["namespace"] = Namespace,
                ["labels"] = new JsonObject { ["job-name"] = name, [Labels.Task] = job["metadata"]!["labels"]![Labels.Task]!.DeepClone() },
                ["ownerReferences"] = new JsonArray(new JsonObject { ["uid"] = job["metadata"]!["uid"]!.DeepClone() }),
            },
            ["spec"] = new JsonObject { ["nodeName"] = "n" },
            ["status"] = status,
        };
    }

    /// <summary>A Job is deleted by hand only while no function is at work and its Task says that it runs: one that nobody has recorded yet leaves no trace.</summary>
    private void Meddle(bool idle)
    {
        string task = $"{Tasks}/t{_random.Next(_tasks)}";
        int deed = _random.Next(4);
        _api.Tell($"person: {s_deeds[deed]} {task}");
        switch (deed)
        {
            case 0 when _api.Find(task) is not null:
                _api.Change(task, t => t["metadata"]!["annotations"] = new JsonObject { [Annotations.Stop] = "true" });
                break;
            case 1:
                _api.Delete(task);
                break;
            case 2 when _api.Find(task) is null:
                _api.Add(
                    Tasks,
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
                _api.Delete($"{Jobs}/{_api.Find(task)!["status"]!["jobName"]}");
                break;
            default:
                break;
        }
    }

    /// <summary>A Job that waits for a ConfigMap whose name is still taken is deleted before its agent can start: it doesn't count.</summary>
    private void Forget(string path)
    {
        if (path.StartsWith(Jobs, StringComparison.Ordinal) && _api.Find(path) is { } job && job["status"] is null)
            _made.Remove($"{Owner(job)} {job["metadata"]!["name"]}");
    }

    private static string Owner(JsonObject job) => (string)job["metadata"]!["ownerReferences"]![0]!["uid"]!;

    private string? Phase(string task) => (string?)_api.Find(task)?["status"]?["phase"];

    /// <summary>What must hold whenever a Job is made.</summary>
    private void Check(JsonObject made)
    {
        string owner = Owner(made);
        HashSet<string> tasks = [.. _api.Of(Tasks).Select(t => (string)t.Value["metadata"]!["uid"]!)];
        // Made for a Task that was deleted since it was read: the collector takes it.
        if (!tasks.Contains(owner))
            return;
        if (!_made.Add($"{owner} {made["metadata"]!["name"]}"))
            Wrong ??= $"a second Job {made["metadata"]!["name"]} for the same Task\n{string.Join('\n', _api.Story)}";
        JsonObject[] active =
        [
            .. _api.Of(Jobs).Select(j => j.Value).Where(j => j["status"]?["conditions"] is null && tasks.Contains(Owner(j))),
        ];
        if (active.Any(j => Owner(j) == owner))
            Wrong ??= $"Job {made["metadata"]!["name"]} is made while another of the Task runs";
        if (_limit > 0 && active.Length >= _limit)
            Wrong ??= $"Job {made["metadata"]!["name"]} is one more than the limit of {_limit}\n{string.Join('\n', _api.Story)}";
    }

    private int HashCode(string text) => (int)(text.Aggregate((uint)_outcomes, (hash, c) => (hash ^ c) * 16_777_619) >> 8);

    private sealed class Function
    {
        public Task<bool> Work { get; set; } = null!;
        public bool Killed { get; private set; }

        public void Kill() => Killed = true;

        /// <summary>Throws what the function threw, unless it was killed.</summary>
        public void Throw()
        {
            if (Work.Exception?.InnerException is { } e and not KilledException)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
        }
    }
}
