using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Apis;

/// <summary>OpenAI's Responses API, as far as agents use it.</summary>
internal static class OpenAiResponses
{
    public static async Task AnswerAsync(HttpContext context, JsonObject request, Step step)
    {
        var events = new EventWriter(context);
        string id = $"resp_{Guid.NewGuid():N}";
        await Write("response.created", new JsonObject { ["response"] = Response(id, request, "in_progress", null) });
        JsonObject item = Item(step);
        await Write("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Begun(item) });
        if (step is not Step.CallTool)
        {
            var delta = new JsonObject
            {
                ["item_id"] = item["id"]!.GetValue<string>(),
                ["output_index"] = 0,
                ["content_index"] = 0,
                ["delta"] = StepText.Of(step),
            };
            await Write("response.output_text.delta", delta);
        }

        if (step is Step.Cut or Step.Hang)
        {
            await events.BreakAsync(step);
            return;
        }

        await Write("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = item });
        await Write("response.completed", new JsonObject { ["response"] = Response(id, request, "completed", step.Tokens) });

        Task Write(string type, JsonObject data)
        {
            data["type"] = type;
            return events.WriteAsync(data, type);
        }
    }

    public static JsonObject Error(Step.Refuse step) =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["message"] = step.Message,
                ["type"] = "stub_error",
                ["code"] = "stub",
            },
        };

    private static JsonObject Response(string id, JsonObject request, string status, Tokens? tokens)
    {
        var response = new JsonObject
        {
            ["id"] = id,
            ["object"] = "response",
            ["status"] = status,
            ["model"] = request["model"]?.GetValue<string>(),
            ["output"] = new JsonArray(),
        };
        if (tokens is null)
            return response;
        long input = tokens.Input + tokens.CacheRead + tokens.CacheWrite;
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = input,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = tokens.CacheRead },
            ["output_tokens"] = tokens.Output,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = tokens.Reasoning },
            ["total_tokens"] = input + tokens.Output,
        };
        return response;
    }

    private static JsonObject Begun(JsonObject item)
    {
        var begun = (JsonObject)item.DeepClone();
        begun["status"] = "in_progress";
        return begun;
    }

    private static JsonObject Item(Step step) =>
        step is Step.CallTool call
            ? new()
            {
                ["type"] = "function_call",
                ["id"] = $"fc_{Guid.NewGuid():N}",
                ["call_id"] = $"call_{Guid.NewGuid():N}",
                ["name"] = call.Name,
                ["namespace"] = call.Group,
                ["arguments"] = call.Arguments.ToJsonString(),
                ["status"] = "completed",
            }
            : new()
            {
                ["type"] = "message",
                ["id"] = $"item_{Guid.NewGuid():N}",
                ["role"] = "assistant",
                ["status"] = "completed",
                ["content"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "output_text",
                        ["text"] = StepText.Of(step),
                        ["annotations"] = new JsonArray(),
                    }
                ),
            };
}
