using System.Text;
using System.Text.Json;
using KubeTask.Runs;

namespace KubeTask.Runner.Streams;

/// <summary>
/// Gemini CLI's <c>-o stream-json</c>. Its input tokens include the cache. Its output is without the thinking, which only its total has.
/// </summary>
internal sealed class GeminiStream(Action<string> show) : AgentStream(show)
{
    /// <summary>A result is cut to 3 KiB in the end; so much of an answer is kept.</summary>
    private const int KeptOfAnswer = 64 * 1024;

    private readonly StringBuilder _answer = new();
    private readonly StringBuilder _shown = new();
    private bool _answering;

    protected override bool Understand(JsonElement line)
    {
        string? type = line.Text("type");
        if (type != "message")
            EndAnswer();
        switch (type)
        {
            case "init":
                Facts.WorkOn();
                Show($"gemini, model {line.Text("model")}");
                return true;
            case "message":
                Message(line);
                return true;
            case "tool_use":
                Facts.WorkOn();
                ShowTool(line.Text("tool_name"), line.Field("parameters"));
                return true;
            case "tool_result":
                bool failed = line.Text("status") == "error";
                ShowOutcome(line.Field("output") ?? line.Field("error"), failed);
                return true;
            case "error":
                // Warnings have this type, too. The result says whether it was the end.
                if (line.Text("severity") != "warning")
                    Facts.Error = line.Text("message");
                ShowError(line.Text("message"));
                return true;
            case "result":
                Result(line);
                return true;
            default:
                return false;
        }
    }

    private void Message(JsonElement line)
    {
        if (line.Text("role") != "assistant")
        {
            EndAnswer();
            return;
        }

        Facts.WorkOn();
        if (!_answering)
        {
            _answering = true;
            _answer.Clear();
            Facts.Turns = (Facts.Turns ?? 0) + 1;
        }

        string text = line.Text("content") ?? "";
        if (_answer.Length < KeptOfAnswer)
            _answer.Append(text);
        _shown.Append(text);
        // Pieces of an answer become whole lines.
        string gathered = _shown.ToString();
        int end = gathered.LastIndexOf('\n') + 1;
        if (end == 0 && gathered.Length < KeptOfAnswer)
            return;
        end = end == 0 ? gathered.Length : end;
        Show(gathered[..end]);
        _shown.Remove(0, end);
    }

    private void EndAnswer()
    {
        if (!_answering)
            return;
        _answering = false;
        Facts.Result = _answer.ToString();
        Show(_shown.ToString());
        _shown.Clear();
    }

    private void Result(JsonElement line)
    {
        if (line.Field("stats") is { } stats)
            Facts.Usage = TokenSum.Totalled(Usage(stats));
        if (line.Text("status") != "error")
        {
            Facts.Succeed();
            return;
        }

        Facts.Fail(line.Field("error")?.Text("message"));
        ShowError(Facts.Error);
    }

    private static RunUsage Usage(JsonElement stats)
    {
        long input = stats.Count("input_tokens") ?? 0;
        long cached = stats.Count("cached") ?? 0;
        long output = stats.Count("output_tokens") ?? 0;
        long reasoning = Math.Max((stats.Count("total_tokens") ?? 0) - input - output, 0);
        return new RunUsage
        {
            InputTokens = Math.Max(input - cached, 0),
            CacheReadTokens = cached,
            OutputTokens = output + reasoning,
            ReasoningTokens = reasoning,
        };
    }
}
