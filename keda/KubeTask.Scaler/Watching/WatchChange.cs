namespace KubeTask.Scaler.Watching;

/// <summary>What a watch frame says of an object.</summary>
public enum WatchChange
{
    Added,
    Modified,
    Deleted,
}
