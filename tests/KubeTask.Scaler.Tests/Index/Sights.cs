using System.Globalization;
using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Observed objects in the short form that the tests use.</summary>
internal static class Sights
{
    public const string Namespace = "ns";

    public static ObservedTask Task(string name, int version, string phase = "", string? uid = null, DateTimeOffset? waitingSince = null, bool deleting = false,
        DateTimeOffset? completedAt = null, long? ttl = null, bool stop = false) => new()
        {
            Key = new ObjectKey(Namespace, name),
            Uid = uid ?? "uid-" + name,
            ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
            Running = phase == "Running",
            Terminal = phase is "Completed" or "Failed",
            Deleting = deleting,
            WaitingSince = waitingSince,
            CompletedAt = completedAt,
            TtlSeconds = ttl,
            StopRequested = stop,
        };

    public static ObservedConfig Config(string ns, int version, long? ttl, string name = "default") => new()
    {
        Key = new ObjectKey(ns, name),
        Uid = $"uid-{ns}-{name}",
        ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
        TtlSeconds = ttl,
    };

    public static ObservedJob Job(string task, int version, bool ended = false, string? taskUid = null, string? name = null) => new()
    {
        Key = new ObjectKey(Namespace, name ?? task + "-job"),
        Uid = "job-of-" + (taskUid ?? task),
        ResourceVersion = version.ToString(CultureInfo.InvariantCulture),
        Owner = new TaskOwner(task, taskUid ?? "uid-" + task),
        Ended = ended,
    };
}
