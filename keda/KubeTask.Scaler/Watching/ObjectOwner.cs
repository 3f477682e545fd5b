namespace KubeTask.Scaler.Watching;

/// <summary>An owner reference. The uid distinguishes an object from an earlier one with the same name.</summary>
public sealed record ObjectOwner(string Name, string Uid);
