using System.Text.Json.Serialization;

namespace KubeTask.HttpBench;

/// <summary>What was measured.</summary>
internal sealed record Figures(FromZero FromZero, AddedLatency Activator, IReadOnlyList<LoadFigures> Loads);

/// <summary>One submission with <c>wait</c> while all functions sleep: milliseconds since it was sent.</summary>
internal sealed record FromZero(double ScaledUp, double FunctionReady, double TaskCreated, double Answered);

/// <summary>Milliseconds of one small request to functions that are awake, at the median and at the 99th of 100.</summary>
internal sealed record AddedLatency(double DirectP50, double ThroughP50, double DirectP99, double ThroughP99);

/// <summary>Submissions at a fixed rate.</summary>
/// <param name="Name">What is special about this load.</param>
/// <param name="Sent">Submissions, each with its own key.</param>
/// <param name="Answered">How many of them were answered with a Task.</param>
/// <param name="Repeats">Requests that repeated a submission.</param>
/// <param name="Tasks">Tasks that exist afterwards.</param>
/// <param name="Lost">Submissions without a Task.</param>
/// <param name="Doubled">Submissions with more than one Task.</param>
/// <param name="P50">Milliseconds from when a submission was due to its answer, repeats included.</param>
/// <param name="Kills">Processes of the functions that were killed (SIGKILL).</param>
/// <param name="ScalerMiB">Memory of the scaler: at 20 s, every 10 s after that, at the end.</param>
/// <param name="FunctionsMiB">Memory of the largest function: at 20 s, every 10 s after that, at the end.</param>
internal sealed record LoadFigures(
    string Name,
    int Sent,
    int Answered,
    int Repeats,
    int Tasks,
    int Lost,
    int Doubled,
    double P50,
    double P90,
    double P99,
    double Longest,
    int Kills,
    IReadOnlyList<double> ScalerMiB,
    IReadOnlyList<double> FunctionsMiB
);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Figures))]
internal sealed partial class FiguresJson : JsonSerializerContext;
