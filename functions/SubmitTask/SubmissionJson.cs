using System.Text.Json.Serialization;
using KubeTask.Core.Api;

namespace KubeTask.Functions.Submission;

/// <summary>JSON of what only the HTTP interface has, by source generation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339TimeConverter)]
)]
[JsonSerializable(typeof(TaskRequest))]
public sealed partial class SubmissionJson : JsonSerializerContext;
