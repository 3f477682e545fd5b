using System.Text;
using System.Text.Json;
using KubeTask.Runs;

namespace KubeTask.Runner.Streams;

/// <summary>
/// Goose's <c>--output-format stream-json</c>, and the single object of <c>json</c> if it is one line. It follows Goose's documentation
/// only. Goose reports a sum of tokens.
/// </summary>
internal sealed class GooseStream(Action<string> show) : AgentStream(show)
{
    private const int KeptOfAnswer = 64 * 1024;

    private readonly StringBuilder _answer = new();
    private string? _message;

    protected override bool Understand(JsonElement line)
    {
        if (line.Field("messages") is { ValueKind: JsonValueKind.Array } messages && line.Field("metadata") is { } metadata)
        {
            foreach (JsonElement message in messages.EnumerateArray())
                Message(message);
            Complete(metadata, metadata.Text("status") is "error" or "failed");
            return true;
        }

        switch (line.Text("type"))
        {
            case "message" when line.Field("message") is { } message:
                Message(message);
                return true;
            case "notification":
                return true;
            case "error":
                string? error = line.Text("error") ?? line.Text("message");
                Facts.Fail(error);
                ShowError(error);
                return true;
            case "complete":
                Complete(line, failed: false);
                return true;
            default:
                return false;
        }
    }

    private void Message(JsonElement message)
    {
        bool assistant = message.Text("role") == "assistant";
        if (assistant)
            Begin(message.Text("id"));
        foreach (JsonElement part in message.Field("content").Items())
        {
            switch (part.Text("type"))
            {
                case "text" when assistant:
                    if (_answer.Length < KeptOfAnswer)
                        _answer.Append(part.Text("text"));
                    Facts.Result = _answer.ToString();
                    Show(part.Text("text"));
                    break;
                case "toolRequest":
                    JsonElement? call = part.Field("toolCall", "value");
                    ShowTool(call?.Text("name"), call?.Field("arguments"));
                    break;
                case "toolResponse":
                    bool failed = part.Field("toolResult")?.Text("status") == "error";
                    ShowOutcome(part.Field("toolResult", failed ? "error" : "value"), failed);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Pieces of one answer have the same id.</summary>
    private void Begin(string? id)
    {
        Facts.WorkOn();
        if (id is not null && id == _message)
            return;
        _message = id;
        _answer.Clear();
        Facts.Turns = (Facts.Turns ?? 0) + 1;
    }

    private void Complete(JsonElement line, bool failed)
    {
        if (line.Count("total_tokens") is { } total)
            Facts.Usage = new RunUsage { TotalTokens = total };
        if (failed)
            Facts.Fail($"goose ended with the status {line.Text("status")}");
        else if (Facts.Error is null)
            Facts.Succeed();
    }
}
