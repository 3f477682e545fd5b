namespace KubeTask.Core.Api;

/// <summary>Whether a user has requested that a Task be stopped, and with which annotation.</summary>
public enum StopRequest
{
    None,

    /// <summary><c>kubetask.io/stop: "true"</c>.</summary>
    Stop,

    /// <summary>The older <c>kubetask.io/terminate: "true"</c>, which also sets the condition Terminated.</summary>
    Terminate,
}

/// <summary>Reads the annotations that stop a Task. Only the value <c>true</c> counts.</summary>
public static class StopRequests
{
    private const string Requested = "true";

    extension(StopRequest)
    {
        /// <summary>What the Task's annotations request.</summary>
        public static StopRequest Of(V1Alpha1Task task) =>
            Has(task, Annotations.Terminate) ? StopRequest.Terminate
            : Has(task, Annotations.Stop) ? StopRequest.Stop
            : StopRequest.None;
    }

    /// <summary>Whether an annotation's value requests the stop.</summary>
    public static bool IsSet(string? value) => value == Requested;

    private static bool Has(V1Alpha1Task task, string annotation) =>
        task.Metadata.Annotations?.TryGetValue(annotation, out string? value) == true && IsSet(value);
}
