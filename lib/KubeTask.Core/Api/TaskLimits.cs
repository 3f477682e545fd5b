namespace KubeTask.Core.Api;

/// <summary>Limits on what one Task may carry.</summary>
public static class TaskLimits
{
    /// <summary>Characters of a description. As part of task.md, it must fit into one key of a ConfigMap (1 MiB).</summary>
    public const int DescriptionCharacters = 524_288;

    /// <summary>Contexts that an Agent, or a Task, may list.</summary>
    public const int Contexts = 64;

    /// <summary>Credentials that an Agent may list.</summary>
    public const int Credentials = 64;

    /// <summary>Elements of each list in an Agent's podSpec: volumes, mounts, pull secrets.</summary>
    public const int PodSpecItems = 128;

    /// <summary>Bytes of UTF-8 that all context files of a Task may have together.</summary>
    public const int ContextBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of keys and values in one ConfigMap: the limit of 1 MiB, minus space for metadata.</summary>
    public const int ConfigMapBytes = 1_000_000;

    /// <summary>Bytes of a termination message that <c>status.result</c> keeps.</summary>
    public const int ResultBytes = 4096;
}
