namespace KubeTask.Core.Outcomes;

/// <summary>All reasons in a Task's conditions and Events. A user can cause each of them; none is an exception.</summary>
public static class TaskReason
{
    // Something is missing: the Task waits, then fails with the same reason.
    public const string AgentNotFound = nameof(AgentNotFound);
    public const string ContextNotFound = nameof(ContextNotFound);
    public const string ContextNotAllowed = nameof(ContextNotAllowed);
    public const string ConfigMapNotFound = nameof(ConfigMapNotFound);
    public const string ConfigMapKeyNotFound = nameof(ConfigMapKeyNotFound);

    // Something is wrong: the Task fails at once.
    public const string InvalidTask = nameof(InvalidTask);
    public const string InvalidAgent = nameof(InvalidAgent);
    public const string InvalidContext = nameof(InvalidContext);
    public const string InvalidConfig = nameof(InvalidConfig);
    public const string MountConflict = nameof(MountConflict);
    public const string ContextTooLarge = nameof(ContextTooLarge);
    public const string NothingToDo = nameof(NothingToDo);
    public const string NameConflict = nameof(NameConflict);
    public const string Refused = nameof(Refused);

    // In progress.
    public const string Accepted = nameof(Accepted);
    public const string Resolved = nameof(Resolved);
    public const string JobCreated = nameof(JobCreated);
    public const string Running = nameof(Running);
    public const string FormerTaskJob = nameof(FormerTaskJob);
    public const string AgentAtCapacity = nameof(AgentAtCapacity);
    public const string QuotaExceeded = nameof(QuotaExceeded);
    public const string AgentNotObserved = nameof(AgentNotObserved);
    public const string SlotTaken = nameof(SlotTaken);
    public const string Retrying = nameof(Retrying);
    public const string ReconcileError = nameof(ReconcileError);
    public const string InvalidStop = nameof(InvalidStop);

    // Reasons of an Agent.
    public const string SlotsFree = nameof(SlotsFree);
    public const string Observed = nameof(Observed);

    // The pod can't start: the Task waits until it can.
    public const string ImagePullBackOff = nameof(ImagePullBackOff);
    public const string InvalidImageName = nameof(InvalidImageName);
    public const string CreateContainerConfigError = nameof(CreateContainerConfigError);
    public const string CreateContainerError = nameof(CreateContainerError);
    public const string Unschedulable = nameof(Unschedulable);
    public const string PodNotCreated = nameof(PodNotCreated);
    public const string ContainersNotCreated = nameof(ContainersNotCreated);
    public const string Starting = nameof(Starting);
    public const string PodDeleted = nameof(PodDeleted);

    // The Git Contexts couldn't be fetched. The values are those of GitReason.
    public const string GitAuthFailed = nameof(GitAuthFailed);
    public const string GitRefNotFound = nameof(GitRefNotFound);
    public const string GitPathNotFound = nameof(GitPathNotFound);
    public const string GitUnreachable = nameof(GitUnreachable);
    public const string GitTooLarge = nameof(GitTooLarge);
    public const string GitHostKeyChanged = nameof(GitHostKeyChanged);
    public const string GitFetchFailed = nameof(GitFetchFailed);

    // The MCP servers of an agent that says whether they connected.
    public const string McpConnected = nameof(McpConnected);
    public const string McpNotConnected = nameof(McpNotConnected);

    // The end.
    public const string Completed = nameof(Completed);
    public const string AgentFailed = nameof(AgentFailed);
    public const string BudgetExceeded = nameof(BudgetExceeded);
    public const string Stalled = nameof(Stalled);
    public const string OOMKilled = nameof(OOMKilled);
    public const string Evicted = nameof(Evicted);
    public const string Disrupted = nameof(Disrupted);
    public const string DeadlineExceeded = nameof(DeadlineExceeded);
    public const string BackoffLimitExceeded = nameof(BackoffLimitExceeded);
    public const string UserStopped = nameof(UserStopped);
    public const string UserTerminated = nameof(UserTerminated);
    public const string TaskDeleted = nameof(TaskDeleted);
    public const string JobDeleted = nameof(JobDeleted);
}
