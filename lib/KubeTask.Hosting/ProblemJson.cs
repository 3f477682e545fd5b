using System.Text.Json.Serialization;

namespace KubeTask.Hosting;

/// <summary>JSON of problem documents, by source generation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(HttpProblem))]
public sealed partial class ProblemJson : JsonSerializerContext;
