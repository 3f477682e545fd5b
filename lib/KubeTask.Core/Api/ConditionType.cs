namespace KubeTask.Core.Api;

/// <summary>The types of conditions. kstatus, <c>kubectl wait</c> and Argo CD read Ready, Reconciling and Stalled.</summary>
public static class ConditionType
{
    public const string Accepted = "Accepted";
    public const string ContextsResolved = "ContextsResolved";
    public const string Queued = "Queued";
    public const string Started = "Started";
    public const string Complete = "Complete";
    public const string Failed = "Failed";

    /// <summary>Of a Task: whether its MCP servers connected, if its agent says so.</summary>
    public const string McpReady = "MCPReady";
    public const string Stopped = "Stopped";
    public const string Terminated = "Terminated";

    /// <summary>Of an Agent with limits: whether a new Task must queue.</summary>
    public const string AtCapacity = "AtCapacity";
    public const string Ready = "Ready";
    public const string Reconciling = "Reconciling";
    public const string Stalled = "Stalled";

    /// <summary>Of a CronTask: whether it creates Tasks.</summary>
    public const string Scheduled = "Scheduled";
}
