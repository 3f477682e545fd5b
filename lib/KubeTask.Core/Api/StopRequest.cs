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

/// <summary>Reads what stops a Task: an annotation with the value <c>true</c>, or its deletion.</summary>
public static class StopRequests
{
    private const string Requested = "true";

    extension(StopRequest)
    {
        /// <summary>What the Task's metadata request.</summary>
        public static StopRequest Of(V1Alpha1Task task) =>
            Has(task, Annotations.Terminate) ? StopRequest.Terminate
            : Has(task, Annotations.Stop) ? StopRequest.Stop
            : TaskDeletion.IsHeld(task.Metadata) ? StopRequest.Delete
            : StopRequest.None;
    }

    /// <summary>Whether an annotation's value requests the stop.</summary>
    public static bool IsSet(string? value) => value == Requested;

    private static bool Has(V1Alpha1Task task, string annotation) =>
        task.Metadata.Annotations?.TryGetValue(annotation, out string? value) == true && IsSet(value);
}
