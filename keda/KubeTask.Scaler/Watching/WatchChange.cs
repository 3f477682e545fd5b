namespace KubeTask.Scaler.Watching;

/// <summary>What a watch frame reports about an object.</summary>
public enum WatchChange
{
    Added,
    Modified,
    Deleted,
}
