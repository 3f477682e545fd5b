using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Apis;

/// <summary>Gemini's generateContent, as a stream and at once.</summary>
internal static class GeminiContent
{
    public static async Task AnswerAsync(HttpContext context, string model, bool stream, Step step)
    {
        var events = new EventWriter(context);
        bool broken = step is Step.Cut or Step.Hang;
        JsonObject answer = Answer(model, step, finished: !broken);
        if (!stream)
        {
            await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
            return;
        }

        await events.WriteAsync(answer);
        if (broken)
            await events.BreakAsync(step);
    }

    public static JsonObject Error(Step.Refuse step) =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["code"] = step.Status,
                ["message"] = step.Message,
                ["status"] = Status(step.Status),
            },
        };

    private static string Status(int code) =>
        code switch
        {
            401 => "UNAUTHENTICATED",
            429 => "RESOURCE_EXHAUSTED",
            _ => "INTERNAL",
        };

    private static JsonObject Answer(string model, Step step, bool finished)
    {
        long input = step.Tokens.Input + step.Tokens.CacheRead + step.Tokens.CacheWrite;
        JsonObject part = step is Step.CallTool call
            ? new()
            {
                ["functionCall"] = new JsonObject { ["name"] = call.Name, ["args"] = call.Arguments.DeepClone() },
            }
            : new() { ["text"] = StepText.Of(step) };
        var candidate = new JsonObject
        {
            ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray(part) },
            ["index"] = 0,
        };
        if (finished)
            candidate["finishReason"] = "STOP";
        return new()
        {
            ["candidates"] = new JsonArray(candidate),
            ["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = input,
                ["cachedContentTokenCount"] = step.Tokens.CacheRead,
                ["candidatesTokenCount"] = step.Tokens.Output - step.Tokens.Reasoning,
                ["thoughtsTokenCount"] = step.Tokens.Reasoning,
                ["totalTokenCount"] = input + step.Tokens.Output,
            },
            ["modelVersion"] = model,
        };
    }
}
