namespace KubeTask.Core.Api;

/// <summary>The values of a Task's <c>status.phase</c>. An absent phase means <see cref="Pending"/>.</summary>
public static class TaskPhase
{
    public const string Pending = "Pending";
    public const string Queued = "Queued";
    public const string Running = "Running";
    public const string Completed = "Completed";
    public const string Failed = "Failed";

    /// <summary>Whether the phase is final: Completed or Failed.</summary>
    public static bool IsTerminal(string? phase) => phase is Completed or Failed;
}
