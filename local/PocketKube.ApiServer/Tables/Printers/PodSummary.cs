using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables.Printers;

/// <summary>What a pod's row says of its containers together.</summary>
/// <param name="Ready">Containers that are ready.</param>
/// <param name="Total">Containers that are meant to be.</param>
/// <param name="Reason">The status word.</param>
/// <param name="Restarts">Restarts of all containers that count.</param>
/// <param name="LastRestart">When a container last ended and was started again.</param>
internal sealed record PodSummary(int Ready, int Total, string Reason, long Restarts, DateTimeOffset? LastRestart)
{
    public static PodSummary Of(JsonObject pod)
    {
        var sidecars = pod.At("spec", "initContainers")
            .Objects()
            .Where(static c => c["restartPolicy"].Text() == "Always")
            .Select(static c => c["name"].Text())
            .ToHashSet(StringComparer.Ordinal);
        var start = new PodSummary(0, (int)pod.At("spec", "containers").Count() + sidecars.Count, FirstReason(pod), 0, null);
        PodSummary init = Initializing(start, pod, sidecars, out bool initializing);
        PodSummary summary = initializing && !pod.HasCondition("Initialized") ? init : Running(init, pod, sidecars);
        return summary with { Reason = WhenDeleted(pod) ?? summary.Reason };
    }

    private static string FirstReason(JsonObject pod) =>
        pod.At("status", "conditions")
            .Objects()
            .Any(static c => c["type"].Text() == "PodScheduled" && c["reason"].Text() == "SchedulingGated")
            ? "SchedulingGated"
            : Word(pod.At("status", "reason").Text()) ?? pod.At("status", "phase").Text();

    // Goes through the init containers up to the first unfinished one.
    private static PodSummary Initializing(PodSummary summary, JsonObject pod, HashSet<string> sidecars, out bool initializing)
    {
        int index = 0;
        foreach (JsonObject status in pod.At("status", "initContainerStatuses").Objects())
        {
            summary = summary.WithRestarts(status);
            bool sidecar = sidecars.Contains(status["name"].Text());
            JsonNode? ended = status.At("state", "terminated");
            if (ended is not null && ended.At("exitCode").Number() is null or 0)
            {
                index++;
                continue;
            }

            if (sidecar && status["started"].IsTrue())
            {
                summary = status["ready"].IsTrue() ? summary with { Ready = summary.Ready + 1 } : summary;
                index++;
                continue;
            }

            initializing = true;
            string waiting = status.At("state", "waiting", "reason").Text();
            return summary with
            {
                Reason =
                    "Init:"
                    + (
                        ended is not null ? Ended(ended)
                        : waiting is not ("" or "PodInitializing") ? waiting
                        : $"{index}/{pod.At("spec", "initContainers").Count()}"
                    ),
            };
        }

        initializing = false;
        return summary;
    }

    // Restarts of init containers that are done no longer count; those of sidecars do.
    private static PodSummary Running(PodSummary summary, JsonObject pod, HashSet<string> sidecars)
    {
        summary = pod.At("status", "initContainerStatuses")
            .Objects()
            .Where(s => sidecars.Contains(s["name"].Text()))
            .Aggregate(summary with { Restarts = 0, LastRestart = null }, static (sum, status) => sum.WithRestarts(status));
        bool running = false;
        foreach (JsonObject? status in pod.At("status", "containerStatuses").Objects().Reverse())
        {
            summary = summary.WithRestarts(status);
            JsonNode? ended = status.At("state", "terminated");
            if (Word(status.At("state", "waiting", "reason").Text()) is { } waiting)
            {
                summary = summary with { Reason = waiting };
            }
            else if (ended is not null)
            {
                summary = summary with { Reason = Ended(ended) };
            }
            else if (status["ready"].IsTrue() && status.At("state", "running") is not null)
            {
                running = true;
                summary = summary with { Ready = summary.Ready + 1 };
            }
        }

        return summary.Reason == "Completed" && running
            ? summary with
            {
                Reason = pod.HasCondition("Ready") ? "Running" : "NotReady",
            }
            : summary;
    }

    private static string? WhenDeleted(JsonObject pod) =>
        pod.At("metadata", "deletionTimestamp") is null ? null
        : pod.At("status", "reason").Text() == "NodeLost" ? "Unknown"
        : pod.At("status", "phase").Text() is "Succeeded" or "Failed" ? null
        : "Terminating";

    private static string Ended(JsonNode ended) =>
        Word(ended.At("reason").Text())
        ?? (ended.At("signal").Number() is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{ended.At("exitCode").Number() ?? 0}");

    private static string? Word(string text) => text.Length == 0 ? null : text;

    private PodSummary WithRestarts(JsonObject status)
    {
        DateTimeOffset? ended = status.At("lastState", "terminated", "finishedAt").Time();
        return this with
        {
            Restarts = Restarts + (status["restartCount"].Number() ?? 0),
            LastRestart = LastRestart is null || ended > LastRestart ? ended ?? LastRestart : LastRestart,
        };
    }
}
