namespace KubeTask.Core.Outcomes;

/// <summary>An object that a decision needs to see.</summary>
public readonly record struct Need(NeedKind Kind, ObjectKey Key);

/// <summary>The kinds of objects that a decision may need to see.</summary>
public enum NeedKind
{
    Agent,
    Context,
    ConfigMap,
    Config,
    Job,

    /// <summary>The pods of the Job that the key names.</summary>
    Pods,

    /// <summary>The Events of the pod that the key names.</summary>
    PodEvents,

    /// <summary>The Events of the Job that the key names.</summary>
    JobEvents,

    /// <summary>All Tasks of the key's namespace.</summary>
    NamespaceTasks,
}
