using System.Text.Json;
using KubeTask.Runs;

namespace KubeTask.Runner.Streams;

/// <summary>
/// Codex's <c>exec --json</c>. Its input tokens include the cache, its output the reasoning. It shows no answers of the model, so each
/// message and each use of a tool counts as a turn.
/// </summary>
internal sealed class CodexStream(Action<string> show) : AgentStream(show)
{
    protected override bool Understand(JsonElement line)
    {
        switch (line.Text("type"))
        {
            case "thread.started" or "item.updated":
                return true;
            case "turn.started":
                Facts.WorkOn();
                return true;
            case "item.started":
                ItemStarted(line);
                return true;
            case "item.completed":
                ItemCompleted(line);
                return true;
            case "turn.completed":
                if (line.Field("usage") is { } usage)
                    Facts.Usage = TokenSum.Add(Facts.Usage, Usage(usage));
                Facts.Succeed();
                return true;
            case "turn.failed":
                Facts.Fail(line.Field("error")?.Text("message"));
                ShowError(Facts.Error);
                return true;
            case "error":
                Facts.Error = line.Text("message");
                ShowError(Facts.Error);
                return true;
            default:
                return false;
        }
    }

    private void ItemStarted(JsonElement line)
    {
        if (line.Field("item") is not { } item)
            return;
        Facts.WorkOn();
        if (item.Text("type") == "command_execution")
            ShowTool("shell", item.Field("command"));
        else if (item.Text("type") == "mcp_tool_call")
            ShowTool($"{item.Text("server")}.{item.Text("tool")}", item.Field("arguments"));
    }

    private void ItemCompleted(JsonElement line)
    {
        if (line.Field("item") is not { } item)
            return;
        switch (item.Text("type"))
        {
            case "agent_message":
                Facts.Result = item.Text("text") ?? Facts.Result;
                Show(Facts.Result);
                break;
            case "command_execution":
                ShowOutcome(item.Field("aggregated_output"), (item.Count("exit_code") ?? 0) != 0 || item.Text("status") == "failed");
                break;
            case "mcp_tool_call":
                ShowOutcome(item.Field("result"), item.Text("status") == "failed");
                break;
            case "file_change":
                ShowTool("files", item.Field("changes"));
                break;
            case "error":
                // A warning: the turn goes on, and says itself if it fails.
                Show(item.Text("message"));
                return;
            default:
                return;
        }

        Facts.Turns = (Facts.Turns ?? 0) + 1;
    }

    private static RunUsage Usage(JsonElement usage)
    {
        long cacheRead = usage.Count("cached_input_tokens") ?? 0;
        long cacheWrite = usage.Count("cache_write_input_tokens") ?? 0;
        return new RunUsage
        {
            InputTokens = Math.Max((usage.Count("input_tokens") ?? 0) - cacheRead - cacheWrite, 0),
            CacheReadTokens = cacheRead,
            CacheWriteTokens = cacheWrite,
            OutputTokens = usage.Count("output_tokens"),
            ReasoningTokens = usage.Count("reasoning_output_tokens"),
        };
    }
}
