namespace KubeTask.Core.Api;

/// <summary>The group, the version and the defaults of the API.</summary>
public static class KubeTaskApi
{
    public const string Group = "kubetask.io";
    public const string Version = "v1alpha1";
    public const string GroupVersion = Group + "/" + Version;

    /// <summary>The namespace that the release is installed in, unless it is configured otherwise.</summary>
    public const string DefaultReleaseNamespace = "kubetask-system";

    /// <summary>The Agent of a Task without <c>agentRef</c>.</summary>
    public const string DefaultAgent = "default";
    public const string DefaultAgentImage = "quay.io/kubetask/kubetask-agent-gemini:latest";
    public const string DefaultInitImage = "quay.io/kubetask/kubetask-init:latest";

    /// <summary>The variable by which an installation gives the functions another <see cref="DefaultInitImage"/>.</summary>
    public const string InitImageVariable = "KUBETASK_INIT_IMAGE";
    public const string DefaultWorkspaceDir = "/workspace";
    public const int DefaultKeepAliveSeconds = 3600;
    public const int DefaultTtlSeconds = 604_800;
    public const int DefaultMissingReferenceGraceSeconds = 30;

    public const int DefaultRetryBackoffSeconds = 10;

    /// <summary>The name of the container that runs the agent. Admission may add others.</summary>
    public const string AgentContainer = "agent";

    /// <summary>The name of the init container that fetches Git Contexts.</summary>
    public const string InitContainer = "kubetask-init";

    /// <summary>How many bytes a Git Context may take.</summary>
    public const long DefaultGitBytes = 2L << 30;
    public const int DefaultGitTimeoutSeconds = 600;
}

/// <summary>The labels on KubeTask's objects.</summary>
public static class Labels
{
    public const string App = "app";
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string KubeTask = "kubetask";
    public const string Task = "kubetask.io/task";
    public const string Agent = "kubetask.io/agent";
    public const string CronTask = "kubetask.io/crontask";

    /// <summary>Selects the Jobs, pods and ConfigMaps that KubeTask created.</summary>
    public const string ManagedSelector = ManagedBy + "=" + KubeTask;
}

/// <summary>The annotations that users or KubeTask set.</summary>
public static class Annotations
{
    public const string Stop = "kubetask.io/stop";
    public const string Terminate = "kubetask.io/terminate";
    public const string Keep = "kubetask.io/keep";
    public const string Trigger = "kubetask.io/trigger";
    public const string ScheduledAt = "kubetask.io/scheduled-at";

    /// <summary>On a pod: the agent had ended by itself when KubeTask stopped the rest of the pod.</summary>
    public const string AgentEnded = "kubetask.io/agent-ended";

    /// <summary>On a Job: when KubeTask ended it.</summary>
    public const string StoppedAt = "kubetask.io/stopped-at";

    /// <summary>On a pod: the container that kubectl means if none is named.</summary>
    public const string DefaultContainer = "kubectl.kubernetes.io/default-container";
}
