using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Tasks;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// What the scaler observes, and what its events carry. Its view is late, by any number of versions, and moves forward. It sends a version
/// of a Task once; repeats carry only facts, which may be old.
/// </summary>
internal sealed class Sightings(MemoryApi api, Random random)
{
    private readonly Dictionary<string, List<byte[]>> _versions = [];
    private readonly Dictionary<string, string> _newest = [];
    private readonly List<string> _agents = [];
    private int _agentsSeen;
    private readonly Dictionary<string, int> _sent = [];
    private readonly List<(string Task, TaskObservation Facts, byte[]? EndedPod)> _facts = [];

    /// <summary>Takes what has changed.</summary>
    public void Watch()
    {
        string agent = (string)api.Find(Agent)!["metadata"]!["resourceVersion"]!;
        if (_agents.Count == 0 || _agents[^1] != agent)
            _agents.Add(agent);
        foreach ((string path, JsonObject found) in api.Of(TasksPath))
        {
            string version = (string)found["metadata"]!["resourceVersion"]!;
            if (_newest.GetValueOrDefault(path) == version)
                continue;
            _newest[path] = version;
            VersionsOf(path).Add(Encoding.UTF8.GetBytes(found.ToJsonString()));
        }
    }

    /// <summary>The scaler has observed all that there is.</summary>
    public void CatchUp()
    {
        Watch();
        foreach ((string path, List<byte[]> versions) in _versions)
            _sent[path] = versions.Count;
        _facts.Clear();
    }

    /// <summary>An event for a Task: late, repeated, or with nothing but facts, or not even those.</summary>
    public TaskDelivery Event(string task)
    {
        Watch();
        Observe(task);
        (string Task, TaskObservation Facts, byte[]? EndedPod)[] some = [.. _facts.Where(f => f.Task == task)];
        (_, TaskObservation? facts, byte[]? pod) = random.Next(3) switch
        {
            0 when some.Length > 0 => some[^1],
            1 when some.Length > 0 => some[random.Next(some.Length)],
            _ => default,
        };
        return new TaskDelivery(facts, DataOf($"{TasksPath}/{task}", pod));
    }

    private EventData? DataOf(string path, byte[]? pod)
    {
        List<byte[]> versions = VersionsOf(path);
        int sent = _sent.GetValueOrDefault(path);
        if (sent == versions.Count || random.Next(3) == 0)
            return null;
        int seen = random.Next(sent, versions.Count);
        _sent[path] = seen + 1;
        // The view of Agents is late as well, and moves forward.
        _agentsSeen = random.Next(_agentsSeen, _agents.Count);
        return new EventData
        {
            Task = new RawJson(versions[seen]),
            EndedPod = pod is null ? null : new RawJson(pod),
            Seen = new SeenVersions(Agents: _agents[_agentsSeen]),
        };
    }

    /// <summary>Keeps what the scaler would observe of a Task's attempt now.</summary>
    private void Observe(string task)
    {
        if (api.Find($"{TasksPath}/{task}") is not { } found || (string?)found["status"]?["jobName"] is not { } name)
            return;
        string uid = (string)found["metadata"]!["uid"]!;
        if (api.Find($"{JobsPath}/{name}") is not { } job || (string?)job["metadata"]!["ownerReferences"]![0]!["uid"] != uid)
            return;
        string jobUid = (string)job["metadata"]!["uid"]!;
        JsonObject[] pods =
        [
            .. api.Of(PodsPath)
                .Select(p => p.Value)
                .Where(p =>
                    (string?)p["metadata"]!["ownerReferences"]![0]!["uid"] == jobUid && p["metadata"]!["deletionTimestamp"] is null
                ),
        ];
        string? started = (string?)
            Array.Find(pods, p => p["status"]?["containerStatuses"]?[0]?["state"]?["running"] is not null)?["metadata"]!["name"];
        JsonObject? ended = Array.Find(pods, p => (string?)p["status"]?["phase"] is "Succeeded" or "Failed");
        string? endedJob = job["status"]?["conditions"] is null ? null : jobUid;
        if (started is null && endedJob is null)
            return;
        _facts.Add(
            (
                task,
                new TaskObservation(uid, name, started, endedJob),
                endedJob is null || ended is null ? null : Encoding.UTF8.GetBytes(ended.ToJsonString())
            )
        );
    }

    private List<byte[]> VersionsOf(string path) =>
        _versions.TryGetValue(path, out List<byte[]>? versions) ? versions : _versions[path] = [];
}
