namespace KubeTask.Scaler.Index.Queue;

/// <summary>The kinds of objects that there can be work for.</summary>
public enum WorkKind
{
    Task,
    Agent,
    CronTask,
}
