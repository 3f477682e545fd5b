using System.Text.Json;

namespace KubeTask.Runs;

/// <summary>
/// What kubetask-run says about a run of an agent. It is the last line of the termination message: <see cref="LineStart"/>, then JSON.
/// The lines before are the agent's result.
/// </summary>
public sealed record RunReport
{
    /// <summary>How the line of the report begins.</summary>
    public const string LineStart = "kubetask-run: ";

    /// <summary>The agent's kind, such as <c>claude</c>; for any other command the program's name.</summary>
    public string? Agent { get; init; }

    /// <summary>Why the run failed, one of <see cref="RunReason"/>; null if it succeeded.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong, in one sentence; null if nothing did.</summary>
    public string? Message { get; init; }

    /// <summary>The tokens and the cost; null if the agent reported none.</summary>
    public RunUsage? Usage { get; init; }

    /// <summary>How often the model answered; null if the agent doesn't show it.</summary>
    public int? Turns { get; init; }

    /// <summary>The MCP servers of which the agent says whether they connected.</summary>
    public IReadOnlyList<McpServerState>? Mcp { get; init; }

    /// <summary>Reads a termination message: the report, or null if there is none, and the text before it.</summary>
    public static (RunReport? Report, string? Text) Read(string? message)
    {
        if (message is null)
            return (null, null);
        string trimmed = message.TrimEnd('\n', '\r');
        int line = trimmed.LastIndexOf('\n') + 1;
        string last = trimmed[line..];
        RunReport? report = last.StartsWith(LineStart, StringComparison.Ordinal) ? Parse(last[LineStart.Length..]) : null;
        if (report is null)
            return (null, message);
        string text = trimmed[..line].TrimEnd('\n', '\r');
        return (report, text.Length == 0 ? null : text);
    }

    private static RunReport? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RunJson.Default.RunReport);
        }
        catch (JsonException)
        {
            // An agent may have written such a line itself. It is a part of its text then.
            return null;
        }
    }
}

/// <summary>The state of an MCP server, as the agent reports it.</summary>
public sealed record McpServerState
{
    /// <summary>The status of a server that works.</summary>
    public const string Connected = "connected";

    /// <summary>The server's name.</summary>
    public string? Name { get; init; }

    /// <summary>The agent's word for it, such as <c>connected</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }
}

/// <summary>Why a run failed.</summary>
public static class RunReason
{
    /// <summary>The agent itself says that it failed, for example because the model's API refused it.</summary>
    public const string AgentError = "AgentError";

    /// <summary>The run used more tokens, money or turns than it may.</summary>
    public const string BudgetExceeded = "BudgetExceeded";

    /// <summary>The agent wrote nothing for too long.</summary>
    public const string Stalled = "Stalled";

    /// <summary>A signal from outside, such as that of a pod's end, ended the run.</summary>
    public const string Stopped = "Stopped";

    /// <summary>The command ended with an exit code other than 0, or by a signal.</summary>
    public const string CommandFailed = "CommandFailed";

    /// <summary>The command can't be started, or a setting is wrong.</summary>
    public const string NotStarted = "NotStarted";

    /// <summary>Whether the reason is one of these.</summary>
    public static bool IsKnown(string? reason) =>
        reason is AgentError or BudgetExceeded or Stalled or Stopped or CommandFailed or NotStarted;
}
