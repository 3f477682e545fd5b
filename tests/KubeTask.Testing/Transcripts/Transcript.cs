using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Testing.Transcripts;

/// <summary>The answers of one server to one scenario.</summary>
public sealed record Transcript(string Theme, IReadOnlyList<RecordedExchange> Exchanges)
{
    private static readonly JsonSerializerOptions s_format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions s_oneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Transcript Read(string file) =>
        JsonSerializer.Deserialize<Transcript>(File.ReadAllText(file), s_format) ?? throw new FormatException($"{file}: empty");

    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, s_format) + "\n");

    /// <summary>JSON as one legible line.</summary>
    public static string Line(JsonNode? node) => node is null ? "null" : node.ToJsonString(s_oneLine);
}
