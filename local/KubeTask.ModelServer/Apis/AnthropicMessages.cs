using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Apis;

/// <summary>Anthropic's Messages API, as far as agents use it.</summary>
internal static class AnthropicMessages
{
    public static async Task AnswerAsync(HttpContext context, JsonObject request, Step step)
    {
        var events = new EventWriter(context);
        string model = request["model"]?.GetValue<string>() ?? "stub";
        string id = $"msg_{Guid.NewGuid():N}";
        if (request["stream"]?.GetValue<bool>() != true)
        {
            JsonObject whole = Message(id, model, step.Tokens, step.Tokens.Output);
            whole["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = (step as Step.Answer)?.Text ?? "" });
            whole["stop_reason"] = "end_turn";
            await context.Response.WriteAsJsonAsync(whole, context.RequestAborted);
            return;
        }

        await Write("message_start", new JsonObject { ["message"] = Message(id, model, step.Tokens, 1) });
        var call = step as Step.CallTool;
        await Write("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = Block(call) });
        await Write("content_block_delta", new JsonObject { ["index"] = 0, ["delta"] = Delta(step) });
        if (step is Step.Cut or Step.Hang)
        {
            await events.BreakAsync(step);
            return;
        }

        await Write("content_block_stop", new JsonObject { ["index"] = 0 });
        var ended = new JsonObject { ["stop_reason"] = call is null ? "end_turn" : "tool_use", ["stop_sequence"] = null };
        await Write("message_delta", new JsonObject { ["delta"] = ended, ["usage"] = Usage(step.Tokens, step.Tokens.Output) });
        await Write("message_stop", []);

        Task Write(string type, JsonObject data)
        {
            data["type"] = type;
            return events.WriteAsync(data, type);
        }
    }

    public static JsonObject Error(Step.Refuse step) =>
        new()
        {
            ["type"] = "error",
            ["error"] = new JsonObject { ["type"] = "api_error", ["message"] = step.Message },
        };

    private static JsonObject Message(string id, string model, Tokens tokens, long output) =>
        new()
        {
            ["id"] = id,
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = model,
            ["content"] = new JsonArray(),
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = Usage(tokens, output),
        };

    private static JsonObject Usage(Tokens tokens, long output) =>
        new()
        {
            ["input_tokens"] = tokens.Input,
            ["cache_creation_input_tokens"] = tokens.CacheWrite,
            ["cache_read_input_tokens"] = tokens.CacheRead,
            ["output_tokens"] = output,
        };

    private static JsonObject Block(Step.CallTool? call) =>
        call is null
            ? new() { ["type"] = "text", ["text"] = "" }
            : new()
            {
                ["type"] = "tool_use",
                ["id"] = $"toolu_{Guid.NewGuid():N}",
                ["name"] = call.Name,
                ["input"] = new JsonObject(),
            };

    private static JsonObject Delta(Step step) =>
        step is Step.CallTool call
            ? new() { ["type"] = "input_json_delta", ["partial_json"] = call.Arguments.ToJsonString() }
            : new() { ["type"] = "text_delta", ["text"] = StepText.Of(step) };
}
