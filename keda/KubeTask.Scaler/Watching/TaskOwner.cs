namespace KubeTask.Scaler.Watching;

/// <summary>An owner reference of kind Task. The uid tells a Task from a former one of the same name.</summary>
public sealed record TaskOwner(string Name, string Uid);
