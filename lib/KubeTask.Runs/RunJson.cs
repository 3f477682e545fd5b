using System.Text.Json.Serialization;

namespace KubeTask.Runs;

/// <summary>JSON of <see cref="RunReport"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip
)]
[JsonSerializable(typeof(RunReport))]
public sealed partial class RunJson : JsonSerializerContext;
