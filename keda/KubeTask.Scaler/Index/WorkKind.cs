namespace KubeTask.Scaler.Index;

/// <summary>The kinds of objects that there can be work for.</summary>
public enum WorkKind
{
    Task,
    Agent,
    CronTask,
}
