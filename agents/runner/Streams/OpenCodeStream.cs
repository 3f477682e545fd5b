using System.Text.Json;
using KubeTask.Runs;

namespace KubeTask.Runner.Streams;

/// <summary>OpenCode's <c>run --format json</c>. Its input tokens are without the cache, its output is without the reasoning.</summary>
internal sealed class OpenCodeStream(Action<string> show) : AgentStream(show)
{
    protected override bool Understand(JsonElement line)
    {
        JsonElement? part = line.Field("part");
        switch (line.Text("type"))
        {
            case "step_start":
                Facts.WorkOn();
                Facts.Turns = (Facts.Turns ?? 0) + 1;
                return true;
            case "text":
                Facts.Result = part?.Text("text") ?? Facts.Result;
                Show(part?.Text("text"));
                return true;
            case "reasoning":
                return true;
            case "tool_use":
                Facts.WorkOn();
                ShowTool(part?.Text("tool"), part?.Field("state", "input"));
                bool failed = part?.Field("state")?.Text("status") == "error";
                ShowOutcome(part?.Field("state", failed ? "error" : "output"), failed);
                return true;
            case "step_finish":
                StepFinish(part);
                return true;
            case "error":
                string? error = line.Field("error", "data")?.Text("message") ?? line.Field("error")?.Text("name");
                Facts.Fail(error);
                ShowError(error);
                return true;
            default:
                return false;
        }
    }

    private void StepFinish(JsonElement? part)
    {
        if (part is not { } found)
            return;
        if (found.Field("tokens") is { } tokens)
        {
            long? reasoning = tokens.Count("reasoning");
            var usage = new RunUsage
            {
                InputTokens = tokens.Count("input"),
                CacheReadTokens = tokens.Field("cache")?.Count("read"),
                CacheWriteTokens = tokens.Field("cache")?.Count("write"),
                OutputTokens = (tokens.Count("output") ?? 0) + (reasoning ?? 0),
                ReasoningTokens = reasoning,
                CostUsd = found.Money("cost"),
            };
            Facts.Usage = TokenSum.Add(Facts.Usage, usage);
        }

        if (found.Text("reason") is not ("tool-calls" or null))
            Facts.Succeed();
    }
}
