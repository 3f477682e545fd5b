using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Outcomes;
using KubeTask.Kubernetes.Agents;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;
using KubeTask.Kubernetes.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// One Agent, a few Tasks, and two functions. A function can start for any of them at any time, and be killed between any two calls, while
/// Jobs end and people stop and delete. How each attempt ends is drawn beforehand, so it doesn't depend on the order.
/// </summary>
internal sealed class World
{
    private readonly Random _random;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryApi _api;
    private readonly Turns _turns;
    private readonly int _tasks;
    private readonly JobRules _rules;
    private readonly UsageRules _usage;
    private readonly JobEnds _jobs;
    private readonly People _people;
    private readonly Sightings _scaler;
    private readonly RecentObjects _recent;
    private string? _wrong;
    private int _functions;
    private bool _deletes;

    /// <param name="scenario">The seed of the objects.</param>
    /// <param name="order">The seed of the order of events.</param>
    public World(int scenario, int order)
    {
        var drawn = new Random(scenario);
        _random = new Random(order);
        _turns = new Turns(_random);
        _api = new MemoryApi(_time) { IsOld = drawn.Next(3) == 0 };
        _tasks = drawn.Next(1, 4);
        int limit = drawn.Next(3);
        _rules = new JobRules(_api, limit);
        _usage = new UsageRules(_api);
        _jobs = new JobEnds(_api, _random, _time, outcomes: drawn.Next());
        _people = new People(_api, _random, _tasks);
        _scaler = new Sightings(_api, _random);
        _recent = new RecentObjects(_time);
        _api.Add(
            AgentsPath,
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
                    ["maxConcurrentTasks"] = limit,
                },
            }
        );
        for (int i = 0; i < _tasks; i++)
        {
            var spec = new JsonObject { ["description"] = "Go." };
            if (drawn.Next(2) == 0)
                spec["retry"] = new JsonObject { ["limit"] = drawn.Next(3), ["backoffSeconds"] = drawn.Next(3) };
            _api.Add(
                TasksPath,
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

    /// <summary>The first violation, or null.</summary>
    public string? Wrong => _rules.Wrong ?? _usage.Wrong ?? _wrong;

    /// <summary>Lets two functions race for a while.</summary>
    /// <param name="turns">About the number of calls and events.</param>
    /// <param name="people">Whether people stop and delete Tasks and Jobs.</param>
    public void Race(int turns, bool people)
    {
        var functions = new Function?[2];
        _deletes |= people;
        _api.RefusesCreate = () => people && _random.Next(20) == 0;
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
                    _jobs.EndOne();
                    break;
                case 4:
                    _time.Advance(TimeSpan.FromSeconds(_random.Next(4)));
                    break;
                case 5 when functions[which] is { } killed && _random.Next(3) == 0:
                    killed.Kill();
                    break;
                case 6 when people && _random.Next(3) == 0:
                    // Nobody deletes the Job of a Task whose whole run the scaler hasn't observed yet.
                    bool idle = functions.All(f => f is null);
                    if (idle)
                        _scaler.CatchUp();
                    _people.Act(idle);
                    break;
                case 7:
                    _jobs.StartOne();
                    break;
                case 8 when people && _random.Next(4) == 0:
                    _jobs.DeleteOnePod();
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

            _scaler.Watch();
            _wrong ??= FinalTasks.Wrong(_api);
        }

        while (_turns.Any)
            _turns.Give();
        foreach (Function? function in functions)
            function?.Throw();
        _api.RefusesCreate = () => false;
    }

    /// <summary>
    /// Runs one function after another, with Jobs ending in between, until nothing is left to do. Every race must lead to the same end.
    /// </summary>
    public void Settle()
    {
        for (int round = 0; round < 100; round++)
        {
            for (int i = 0; i < _tasks; i++)
                Finish(Run(new ObjectKey(Namespace, $"t{i}"), null));
            Finish(Run(null, new ObjectKey(Namespace, "default")));
            _api.Collect();
            if (!_jobs.EndOne() && _api.Of(TasksPath).All(t => TaskPhase.IsTerminal((string?)t.Value["status"]?["phase"])))
                break;
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Finish(Run(null, new ObjectKey(Namespace, "default")));
        foreach ((string path, JsonObject task) in _api.Of(TasksPath))
        {
            if (!TaskPhase.IsTerminal((string?)task["status"]?["phase"]))
                _wrong ??= $"{path} never ends: {task["status"]}\n{string.Join('\n', _api.Story)}";
            if (task["status"]?["conditions"]?.AsArray().Any(c => (string?)c!["reason"] == TaskReason.ReconcileError) == true)
                _wrong ??= $"{path} still reports an error: {task["status"]}";
        }

        _usage.CheckTheEnd(all: !_deletes);
        if (_api.Find(Agent)!["status"]?["slots"]?.AsArray() is { Count: > 0 } slots)
            _wrong ??= $"slots of ended Tasks: {slots}";
    }

    /// <summary>How each Task ended, without times and names of pods.</summary>
    public string Report() =>
        string.Join(
            '\n',
            _api.Of(TasksPath)
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
                    return $"{t.Key} {status["phase"]} {status["jobName"]} {status["exitCode"]} {status["message"]} "
                        + $"[{conditions}] [{attempts}]";
                })
        );

    private Function Start()
    {
        if (_random.Next(4) == 0)
            return Run(null, new ObjectKey(Namespace, "default"));
        string task = $"t{_random.Next(_tasks)}";
        return Run(new ObjectKey(Namespace, task), null, _scaler.Event(task));
    }

    private Function Run(ObjectKey? task, ObjectKey? agent, TaskDelivery? observed = null)
    {
        var function = new Function();
        var api = new SteppedApi(_api, _turns, $"f{++_functions}", () => function.Killed);
        function.Work = task is { } key
            ? new TaskReconciler(
                new TaskGatherer(api, _recent, "kubetask-system"),
                new TaskApplier(api, new EventRecorder(api, _time, NullLogger<EventRecorder>.Instance), NullLogger<TaskApplier>.Instance),
                _time,
                NullLogger<TaskReconciler>.Instance
            ).ReconcileAsync(key, JobOf(observed?.Facts), observed ?? TaskDelivery.Nothing, default)
            : new AgentReconciler(
                api,
                new AgentGatherer(api),
                new AgentApplier(api, NullLogger<AgentApplier>.Instance),
                _time
            ).ReconcileAsync(agent!.Value, null, default);
        return function;
    }

    /// <summary>The Job that an event names if it has ended.</summary>
    private static ObjectKey? JobOf(TaskObservation? observed) =>
        observed?.EndedJobUid is null ? null : new ObjectKey(Namespace, observed.Job);

    private void Finish(Function function)
    {
        while (!function.Work.IsCompleted)
            _turns.Give();
        function.Throw();
    }
}
