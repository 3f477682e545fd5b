using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Apis;

/// <summary>OpenAI's chat completions, as far as agents use them.</summary>
internal static class OpenAiChat
{
    public static async Task AnswerAsync(HttpContext context, JsonObject request, Step step)
    {
        var events = new EventWriter(context);
        string id = $"chatcmpl-{Guid.NewGuid():N}";
        await events.WriteAsync(Chunk(id, request, Delta(step), null));
        if (step is Step.Cut or Step.Hang)
        {
            await events.BreakAsync(step);
            return;
        }

        await events.WriteAsync(Chunk(id, request, [], step is Step.CallTool ? "tool_calls" : "stop"));
        JsonObject last = Chunk(id, request, [], null);
        last["choices"] = new JsonArray();
        last["usage"] = Usage(step.Tokens);
        await events.WriteAsync(last);
        await events.WriteEndAsync();
    }

    private static JsonObject Usage(Tokens tokens)
    {
        long input = tokens.Input + tokens.CacheRead + tokens.CacheWrite;
        return new()
        {
            ["prompt_tokens"] = input,
            ["completion_tokens"] = tokens.Output,
            ["total_tokens"] = input + tokens.Output,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = tokens.CacheRead },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = tokens.Reasoning },
        };
    }

    private static JsonObject Chunk(string id, JsonObject request, JsonObject delta, string? finish) =>
        new()
        {
            ["id"] = id,
            ["object"] = "chat.completion.chunk",
            ["created"] = 0,
            ["model"] = request["model"]?.GetValue<string>(),
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["index"] = 0,
                    ["delta"] = delta,
                    ["finish_reason"] = finish,
                }
            ),
        };

    private static JsonObject Delta(Step step) =>
        step is Step.CallTool call
            ? new()
            {
                ["role"] = "assistant",
                ["tool_calls"] = new JsonArray(
                    new JsonObject
                    {
                        ["index"] = 0,
                        ["id"] = $"call_{Guid.NewGuid():N}",
                        ["type"] = "function",
                        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments.ToJsonString() },
                    }
                ),
            }
            : new() { ["role"] = "assistant", ["content"] = StepText.Of(step) };
}
