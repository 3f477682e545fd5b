using System.Globalization;
using System.Text.Json;
using KubeTask.Runs;

namespace KubeTask.Runner.Streams;

/// <summary>
/// Claude Code's <c>--output-format stream-json</c>. Its input tokens are without the cache, its output is with the thinking.
/// </summary>
internal sealed class ClaudeStream(Action<string> show) : AgentStream(show)
{
    /// <summary>The usage of each answer so far. An answer of several parts is several events with the same id and usage.</summary>
    private readonly Dictionary<string, RunUsage> _answers = new(StringComparer.Ordinal);

    /// <summary>Whether the API has given no answer since it failed.</summary>
    private bool _apiFailed;

    protected override bool Understand(JsonElement line)
    {
        switch (line.Text("type"))
        {
            case "system":
                return System(line);
            case "assistant":
                Assistant(line);
                return true;
            case "user":
                User(line);
                return true;
            case "result":
                Result(line);
                return true;
            case "stream_event" or "keep_alive":
                return true;
            default:
                return false;
        }
    }

    private bool System(JsonElement line)
    {
        string? subtype = line.Text("subtype");
        if (subtype == "api_retry")
        {
            _apiFailed = true;
            Show($"the API failed ({line.Count("error_status")?.ToString(CultureInfo.InvariantCulture) ?? "connection"}); trying again");
            return true;
        }

        if (subtype != "init")
            return subtype is not null;
        Facts.WorkOn();
        McpServerState[] servers =
        [
            .. line.Field("mcp_servers").Items().Select(s => new McpServerState { Name = s.Text("name"), Status = s.Text("status") }),
        ];
        if (servers.Length > 0)
            Facts.Mcp = servers;
        Show($"claude {line.Text("claude_code_version")}, model {line.Text("model")}");
        foreach (McpServerState server in servers)
            Show($"MCP server {server.Name}: {server.Status}");
        return true;
    }

    private void Assistant(JsonElement line)
    {
        Facts.WorkOn();
        _apiFailed = false;
        if (line.Field("message") is not { } message)
            return;
        foreach (JsonElement part in message.Field("content").Items())
        {
            switch (part.Text("type"))
            {
                case "text":
                    Show(part.Text("text"));
                    break;
                case "tool_use" or "server_tool_use":
                    ShowTool(part.Text("name"), part.Field("input"));
                    break;
                default:
                    break;
            }
        }

        if (message.Text("id") is not { } id || message.Field("usage") is not { } usage)
            return;
        _answers[id] = Usage(usage);
        RunUsage sum = new();
        foreach (RunUsage answer in _answers.Values)
            sum = TokenSum.Add(sum, answer);
        Facts.Usage = sum;
        Facts.Turns = _answers.Count;
    }

    private void User(JsonElement line)
    {
        foreach (JsonElement part in line.Field("message", "content").Items().Where(p => p.Text("type") == "tool_result"))
            ShowOutcome(part.Field("content"), part.Flag("is_error") ?? false);
    }

    private void Result(JsonElement line)
    {
        Facts.Turns = (int?)Math.Min(line.Count("num_turns") ?? Facts.Turns ?? 0, int.MaxValue);
        if (FinalUsage(line) is { } usage)
            Facts.Usage = TokenSum.Totalled(usage with { CostUsd = line.Money("total_cost_usd") });
        string subtype = line.Text("subtype") ?? "success";
        string? result = line.Text("result");
        if (line.Flag("is_error") != true && subtype == "success")
        {
            Facts.Result = result;
            if (!_apiFailed || !string.IsNullOrEmpty(result))
            {
                Facts.Succeed();
                return;
            }

            // Seen after answers that were cut twice: it says success, with nothing.
            Facts.Fail("The API failed, and claude ended without an answer");
            ShowError(Facts.Error);
            return;
        }

        Facts.BudgetExceeded = subtype is "error_max_budget_usd" or "error_max_turns" || line.Text("terminal_reason") == "budget_exhausted";
        string? first = line.Field("errors").Items().Select(e => e.AsText()).FirstOrDefault(e => !string.IsNullOrEmpty(e));
        string error = (string.IsNullOrEmpty(result) ? first : result) ?? line.Text("terminal_reason") ?? subtype;
        Facts.Fail(error);
        ShowError(error);
    }

    /// <summary>The usage of all models, which the cost belongs to; or that of the conversation.</summary>
    private static RunUsage? FinalUsage(JsonElement line)
    {
        RunUsage? sum = null;
        foreach (JsonProperty model in line.Field("modelUsage").Fields())
        {
            sum = TokenSum.Add(
                sum,
                new RunUsage
                {
                    InputTokens = model.Value.Count("inputTokens"),
                    CacheReadTokens = model.Value.Count("cacheReadInputTokens"),
                    CacheWriteTokens = model.Value.Count("cacheCreationInputTokens"),
                    OutputTokens = model.Value.Count("outputTokens"),
                    ReasoningTokens = model.Value.Count("thinkingTokens"),
                }
            );
        }

        return sum ?? (line.Field("usage") is { } usage ? Usage(usage) : null);
    }

    private static RunUsage Usage(JsonElement usage) =>
        new()
        {
            InputTokens = usage.Count("input_tokens"),
            CacheReadTokens = usage.Count("cache_read_input_tokens"),
            CacheWriteTokens = usage.Count("cache_creation_input_tokens"),
            OutputTokens = usage.Count("output_tokens"),
        };
}
