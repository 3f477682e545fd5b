namespace KubeTask.Core.Api;

/// <summary>A merge patch of a Task's status that holds only if the Task is still as it was read.</summary>
public sealed record TaskStatusPatch(TaskStatusPatch.Precondition Metadata, V1Alpha1TaskStatus Status)
{
    /// <summary>What the API server compares before it patches: 409 where they differ.</summary>
    public sealed record Precondition(string ResourceVersion, string Uid);
}
