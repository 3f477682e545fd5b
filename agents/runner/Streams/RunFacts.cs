using KubeTask.Runs;

namespace KubeTask.Runner.Streams;

/// <summary>How an agent says that it ended.</summary>
internal enum StreamEnd
{
    /// <summary>It hasn't said so yet.</summary>
    None,
    Success,
    Failure,
}

/// <summary>What is known of a run from its stream.</summary>
internal sealed class RunFacts
{
    public RunUsage? Usage { get; set; }

    public int? Turns { get; set; }

    /// <summary>The agent's last answer, which is its result.</summary>
    public string? Result { get; set; }

    public StreamEnd End { get; private set; }

    /// <summary>What the agent said last about an error, which it may have overcome.</summary>
    public string? Error { get; set; }

    /// <summary>The agent ended itself for a budget that it was given.</summary>
    public bool BudgetExceeded { get; set; }

    public IReadOnlyList<McpServerState>? Mcp { get; set; }

    /// <summary>Whether the run failed as far as the stream says.</summary>
    public bool Failed => End == StreamEnd.Failure || (End == StreamEnd.None && Error is not null);

    public void Succeed()
    {
        End = StreamEnd.Success;
        Error = null;
    }

    public void Fail(string? error)
    {
        End = StreamEnd.Failure;
        Error = error ?? Error;
    }

    /// <summary>The agent works on, so what looked like the end wasn't it.</summary>
    public void WorkOn() => End = StreamEnd.None;
}
