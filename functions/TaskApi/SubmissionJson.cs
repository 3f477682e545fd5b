using System.Text.Json.Serialization;
using KubeTask.Core.Api;

namespace KubeTask.Functions.TaskApi;

/// <summary>Source-generated JSON of the types that only the HTTP interface has.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339TimeConverter)]
)]
[JsonSerializable(typeof(TaskRequest))]
public sealed partial class SubmissionJson : JsonSerializerContext;
