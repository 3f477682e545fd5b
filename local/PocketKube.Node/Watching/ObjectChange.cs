namespace PocketKube.Node.Watching;

/// <summary>What happened to a watched object.</summary>
public enum ObjectChange
{
    Added,
    Modified,
    Deleted,
}
