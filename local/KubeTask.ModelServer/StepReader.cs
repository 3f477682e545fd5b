using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.ModelServer;

/// <summary>Reads a step that was written as JSON.</summary>
public static class StepReader
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <exception cref="FormatException">It is no step.</exception>
    public static Step Read(string json)
    {
        JsonObject step = JsonNode.Parse(json) as JsonObject ?? throw new FormatException($"{json} is no object");
        Tokens tokens = step["tokens"].Deserialize<Tokens>(s_options) ?? new Tokens();
        if (step["answer"] is { } answer)
            return new Step.Answer(answer.GetValue<string>()) { Tokens = tokens };
        if (step["call"] is { } call)
            return Call(call.GetValue<string>(), step) with { Tokens = tokens };
        if (step["refuse"] is { } status)
            return new Step.Refuse(status.GetValue<int>(), "The stub refuses.");
        if (step["cut"] is { } cut)
            return new Step.Cut(cut.GetValue<string>());
        if (step["hang"] is { } hang)
            return new Step.Hang(hang.GetValue<string>());
        throw new FormatException($"{json} has none of answer, call, refuse, cut and hang");
    }

    private static Step.CallTool Call(string tool, JsonObject step) =>
        new(tool, step["arguments"] as JsonObject ?? [], step["server"]?.GetValue<string>());
}
