namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What matters of a Task only until it has ended.</summary>
internal sealed class LiveTask
{
    public required AgentEntry Agent { get; set; }
    public TaskWaits? Waits { get; set; }
    public JobObservations Jobs;
    public int EndedAttempts { get; set; }
    public bool Running { get; set; }
    public bool Queued { get; set; }

    /// <summary>Whether the Task counts as waiting for a slot as long as it has none.</summary>
    public bool Eligible { get; set; }
}
