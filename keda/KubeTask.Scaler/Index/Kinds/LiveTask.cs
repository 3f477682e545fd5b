namespace KubeTask.Scaler.Index.Kinds;

/// <summary>The facts about a Task that matter only until it ends.</summary>
internal sealed class LiveTask
{
    public required AgentEntry Agent { get; set; }
    public TaskWaits? Waits { get; set; }
    public JobObservations Jobs;
    public int EndedAttempts { get; set; }
    public bool Running { get; set; }
    public bool Queued { get; set; }
    public bool StopReportDue { get; set; }

    /// <summary>Whether the Task counts as waiting for a slot as long as it has none.</summary>
    public bool Eligible { get; set; }
}
