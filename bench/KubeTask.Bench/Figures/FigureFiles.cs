using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeTask.Bench.Figures;

/// <summary>Files with figures, as JSON.</summary>
internal static partial class FigureFiles
{
    public static string Text(BenchFigures figures) => JsonSerializer.Serialize(figures, FigureJson.Default.BenchFigures);

    public static string Text(CronRun run) => JsonSerializer.Serialize(run, FigureJson.Default.CronRun);

    public static string Text(IReadOnlyList<BodyFigures> figures) =>
        JsonSerializer.Serialize(figures, FigureJson.Default.IReadOnlyListBodyFigures);

    /// <exception cref="JsonException">The text isn't what the bench writes.</exception>
    public static BenchFigures Tasks(string json) =>
        JsonSerializer.Deserialize(json, FigureJson.Default.BenchFigures) ?? throw new JsonException("null");

    /// <exception cref="JsonException">The text isn't what the bench writes.</exception>
    public static CronRun CronTasks(string json) =>
        JsonSerializer.Deserialize(json, FigureJson.Default.CronRun) ?? throw new JsonException("null");

    /// <exception cref="JsonException">The text isn't what the scaler's bench writes.</exception>
    public static IReadOnlyList<ScalerFigure> Scaler(string json) =>
        JsonSerializer.Deserialize(json, FigureJson.Default.IReadOnlyListScalerFigure) ?? throw new JsonException("null");

    /// <exception cref="JsonException">The text isn't what the bench writes.</exception>
    public static IReadOnlyList<BodyFigures> Bodies(string json) =>
        JsonSerializer.Deserialize(json, FigureJson.Default.IReadOnlyListBodyFigures) ?? throw new JsonException("null");

    [JsonSourceGenerationOptions(
        WriteIndented = true,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase
    )]
    [JsonSerializable(typeof(BenchFigures))]
    [JsonSerializable(typeof(CronRun))]
    [JsonSerializable(typeof(IReadOnlyList<ScalerFigure>))]
    [JsonSerializable(typeof(IReadOnlyList<BodyFigures>))]
    private sealed partial class FigureJson : JsonSerializerContext;
}
