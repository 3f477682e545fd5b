namespace KubeTask.Core.Api;

/// <summary>Group, version and the words that recur in the objects.</summary>
public static class KubeTaskApi
{
    public const string Group = "kubetask.io";
    public const string Version = "v1alpha1";
    public const string GroupVersion = Group + "/" + Version;

    /// <summary>The namespace that the release is installed in, unless a setting says otherwise.</summary>
    public const string DefaultReleaseNamespace = "kubetask-system";

    /// <summary>The Agent that a Task without <c>agentRef</c> gets.</summary>
    public const string DefaultAgent = "default";
    public const string DefaultAgentImage = "quay.io/kubetask/kubetask-agent-gemini:latest";
    public const string DefaultWorkspaceDir = "/workspace";
    public const int DefaultKeepAliveSeconds = 3600;
    public const int DefaultTtlSeconds = 604_800;
    public const int DefaultMissingReferenceGraceSeconds = 30;

    public const int DefaultRetryBackoffSeconds = 10;

    /// <summary>The one container of a Task's pod.</summary>
    public const string AgentContainer = "agent";
}

/// <summary>Labels that objects of KubeTask carry.</summary>
public static class Labels
{
    public const string App = "app";
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string KubeTask = "kubetask";
    public const string Task = "kubetask.io/task";
    public const string Agent = "kubetask.io/agent";
    public const string CronTask = "kubetask.io/crontask";

    /// <summary>Selects the Jobs, Pods and ConfigMaps that KubeTask made.</summary>
    public const string ManagedSelector = ManagedBy + "=" + KubeTask;
}

/// <summary>Annotations that users or KubeTask write.</summary>
public static class Annotations
{
    public const string Stop = "kubetask.io/stop";
    public const string Terminate = "kubetask.io/terminate";
    public const string Trigger = "kubetask.io/trigger";
    public const string ScheduledAt = "kubetask.io/scheduled-at";
}
