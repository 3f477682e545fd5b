using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>Whether a user has requested that a Task be stopped, and how.</summary>
public enum StopRequest
{
    None,

    /// <summary><c>kubetask.io/stop: "true"</c>.</summary>
    Stop,

    /// <summary>The older <c>kubetask.io/terminate: "true"</c>, which also sets the condition Terminated.</summary>
    Terminate,

    /// <summary>The Task is being deleted, and somebody's finalizer keeps it.</summary>
    Delete,
}

/// <summary>
/// Reads what stops a Task: an annotation, or its deletion. The annotations take the values that Kubernetes' own programs take for a flag
/// (Go's <c>strconv.ParseBool</c>).
/// </summary>
public static class StopRequests
{
    extension(StopRequest)
    {
        /// <summary>What the Task's metadata request.</summary>
        public static StopRequest Of(V1Alpha1Task task) =>
            Parse(Value(task, Annotations.Terminate)) == true ? StopRequest.Terminate
            : Parse(Value(task, Annotations.Stop)) == true ? StopRequest.Stop
            : TaskDeletion.IsHeld(task.Metadata) ? StopRequest.Delete
            : StopRequest.None;
    }

    /// <summary>
    /// Whether an annotation's value requests the stop; null if it says neither. An empty value says neither: whoever wrote it may have
    /// expected that the annotation alone stops the Task, and must learn that it doesn't.
    /// </summary>
    public static bool? Parse(string? value) =>
        value switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            null or "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => null,
        };

    /// <summary>
    /// What is wrong with the annotations, and what to write instead; null if nothing is. A Task that is stopped by one of them doesn't
    /// need the other.
    /// </summary>
    public static string? Invalid(string? stop, string? terminate)
    {
        (bool? stops, bool? terminates) = (Parse(stop), Parse(terminate));
        return stops == true || terminates == true ? null
            : stops is null ? Message(Annotations.Stop, stop!)
            : terminates is null ? Message(Annotations.Terminate, terminate!)
            : null;
    }

    /// <summary>What is wrong with the annotations of a Task, and what to write instead; null if nothing is.</summary>
    public static string? Invalid(V1Alpha1Task task) => Invalid(Value(task, Annotations.Stop), Value(task, Annotations.Terminate));

    private static string Message(string annotation, string value) =>
        $"annotation {annotation} is {OneLine.Quote(value)}, so nothing happens; write true to stop the Task "
        + $"(kubectl annotate --overwrite task NAME {annotation}=true), or false to let it run";

    private static string? Value(V1Alpha1Task task, string annotation) =>
        task.Metadata.Annotations?.TryGetValue(annotation, out string? value) == true ? value : null;
}
