namespace KubeTask.Core.Api;

/// <summary>
/// Reads whether an ended Task is kept until somebody deletes it: <c>kubetask.io/keep: "true"</c>. What Git applies again would run again
/// if KubeTask had deleted it.
/// </summary>
public static class KeptTask
{
    /// <summary>
    /// Whether an annotation's value keeps the Task. A value that says neither yes nor no keeps it, too: a Task that stays costs little,
    /// and an agent that runs again may cost much.
    /// </summary>
    public static bool IsKept(string? value) => StopRequests.Parse(value) != false;

    /// <summary>Whether the Task's annotations keep it.</summary>
    public static bool IsKept(V1Alpha1Task task) =>
        task.Metadata.Annotations?.TryGetValue(Annotations.Keep, out string? value) == true && IsKept(value);
}
