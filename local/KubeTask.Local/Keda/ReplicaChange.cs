namespace KubeTask.Local.Keda;

/// <summary>How many replicas of the functions there shall be, are running, and answer.</summary>
public sealed record ReplicaChange(DateTimeOffset At, int Desired, int Running, int Ready);
