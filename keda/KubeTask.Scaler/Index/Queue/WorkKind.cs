namespace KubeTask.Scaler.Index.Queue;

/// <summary>The kinds of objects that can have work.</summary>
public enum WorkKind
{
    Task,
    Agent,
    CronTask,
}
