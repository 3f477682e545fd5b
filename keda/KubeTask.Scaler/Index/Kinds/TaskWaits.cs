using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What a Task waits for. Few Tasks wait at a time, so this is an object of its own.</summary>
internal sealed record TaskWaits
{
    public DateTimeOffset? WaitingSince { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public string? TroubleReported { get; init; }

    /// <summary>Since when the Task is Running without an observed Job.</summary>
    public DateTimeOffset? JobAbsentSince { get; init; }

    public static TaskWaits? Of(ObservedTask task, DateTimeOffset? jobAbsentSince) =>
        OrNull(
            new TaskWaits
            {
                WaitingSince = task.WaitingSince,
                NextAttemptAt = task.NextAttemptAt,
                TroubleReported = task.TroubleReported is { } reported ? Interned.Of(reported) : null,
                JobAbsentSince = jobAbsentSince,
            }
        );

    public static TaskWaits? With(TaskWaits? waits, DateTimeOffset? jobAbsentSince) =>
        OrNull((waits ?? new TaskWaits()) with { JobAbsentSince = jobAbsentSince });

    private static TaskWaits? OrNull(TaskWaits waits) =>
        waits is { WaitingSince: null, NextAttemptAt: null, TroubleReported: null, JobAbsentSince: null } ? null : waits;
}
