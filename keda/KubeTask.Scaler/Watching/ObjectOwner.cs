namespace KubeTask.Scaler.Watching;

/// <summary>An owner reference. The uid tells an object from a former one of the same name.</summary>
public sealed record ObjectOwner(string Name, string Uid);
