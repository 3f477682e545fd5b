namespace KubeTask.Local.Node.Watching;

/// <summary>What happened to a watched object.</summary>
internal enum ObjectChange
{
    Added,
    Modified,
    Deleted,
}
