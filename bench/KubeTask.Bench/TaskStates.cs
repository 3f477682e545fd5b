using System.Text.Json;

namespace KubeTask.Bench;

/// <summary>What the status of a Task says.</summary>
internal static class TaskStates
{
    /// <summary>Whether it reports the pod that runs the agent, or ran it.</summary>
    public static bool HasStarted(JsonElement task) =>
        task.TryGetProperty("status", out JsonElement status)
        && status.TryGetProperty("podName", out _)
        && status.TryGetProperty("conditions", out JsonElement conditions)
        && conditions
            .EnumerateArray()
            .Any(c => c.GetProperty("type").ValueEquals("Started"u8) && c.GetProperty("status").ValueEquals("True"u8));

    public static bool IsCompleted(JsonElement task) =>
        task.TryGetProperty("status", out JsonElement status)
        && status.TryGetProperty("phase", out JsonElement phase)
        && phase.ValueEquals("Completed"u8);
}
