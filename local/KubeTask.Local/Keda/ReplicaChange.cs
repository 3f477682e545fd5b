namespace KubeTask.Local.Keda;

/// <summary>How many replicas of the functions are desired, running and ready.</summary>
public sealed record ReplicaChange(DateTimeOffset At, int Desired, int Running, int Ready);
