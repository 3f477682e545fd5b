using System.Globalization;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Observed objects in the short form that the tests use.</summary>
internal static class Observations
{
    public const string Namespace = "ns";

    public static ObservedTask Task(
        string name,
        int version,
        string phase = "",
        string? uid = null,
        DateTimeOffset? waitingSince = null,
        bool deleting = false,
        DateTimeOffset? completedAt = null,
        long? ttl = null,
        bool stop = false,
        string ns = Namespace
    ) =>
        new()
        {
            Key = new ObjectKey(ns, name),
            Uid = uid ?? "uid-" + name,
            ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
            Running = phase == "Running",
            Queued = phase == "Queued",
            Terminal = phase is "Completed" or "Failed",
            Failed = phase == "Failed",
            Deleting = deleting,
            WaitingSince = waitingSince,
            CompletedAt = completedAt,
            TtlSeconds = ttl,
            StopRequested = stop,
        };

    public static ObservedConfig Config(string ns, int version, long? ttl, string name = "default", long? maxRetained = null) =>
        new()
        {
            Key = new ObjectKey(ns, name),
            Uid = $"uid-{ns}-{name}",
            ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
            TtlSeconds = ttl,
            MaxRetained = maxRetained,
        };

    public static ObservedJob Job(string task, int version, bool ended = false, string? taskUid = null, string? name = null) =>
        new()
        {
            Key = new ObjectKey(Namespace, name ?? task + "-job"),
            Uid = "job-of-" + (taskUid ?? task),
            ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
            Owner = new ObjectOwner(task, taskUid ?? "uid-" + task),
            Ended = ended,
        };

    /// <param name="slots">The Tasks that hold a slot, by name; their uids are those that <see cref="Task"/> gives.</param>
    public static ObservedAgent Agent(
        string name,
        int version,
        int? max = null,
        int queued = 0,
        bool current = true,
        bool deleting = false,
        AgentQuota? quota = null,
        DateTime[]? starts = null,
        params string[] slots
    ) =>
        new()
        {
            Key = new ObjectKey(Namespace, name),
            Uid = "uid-of-agent-" + name,
            ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
            MaxConcurrentTasks = max,
            Quota = quota,
            QueuedReported = queued,
            StatusIsCurrent = current,
            Deleting = deleting,
            Starts = starts ?? [],
            Slots = [.. slots.Select(s => new ObservedSlot(new ObjectOwner(s, "uid-" + s)))],
        };

    public static ObservedCronTask CronTask(
        string name,
        int version,
        DateTimeOffset? next = null,
        int active = 0,
        bool current = true,
        bool trigger = false,
        bool deleting = false
    ) =>
        new()
        {
            Key = new ObjectKey(Namespace, name),
            Uid = "uid-of-cron-" + name,
            ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
            NextScheduleTime = next,
            ActiveReported = active,
            StatusIsCurrent = current,
            TriggerPending = trigger,
            Deleting = deleting,
        };

    public static ObservedPod Pod(string task, int version, string? trouble, DateTimeOffset at = default, string? name = null) =>
        new()
        {
            Key = new ObjectKey(Namespace, name ?? task + "-pod"),
            Uid = "uid-of-pod-" + task,
            ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
            Task = task,
            Job = new ObjectOwner(task + "-job", "job-of-" + task),
            Trouble = trouble is null ? null : new PodTrouble(trouble, at),
            MayRun = true,
        };

    /// <summary>The id of the event of an object.</summary>
    public static string Id(string uid, int version) => $"{ObjectUid.Parse(uid)}.{version}";

    /// <summary>First lists of all kinds that are waited for.</summary>
    public static void Sync(
        this WorkIndex index,
        ObservedTask[]? tasks = null,
        ObservedJob[]? jobs = null,
        ObservedAgent[]? agents = null,
        ObservedCronTask[]? crons = null
    )
    {
        index.Replace(agents ?? [], "10");
        index.Replace(crons ?? [], "10");
        index.Replace(jobs ?? [], "10");
        index.Replace(tasks ?? [], "10");
    }
}
