using System.Text.Json.Serialization;
using KubeTask.Core.Api;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Source-generated JSON of the types that only these paths have.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339TimeConverter)]
)]
[JsonSerializable(typeof(AccessReviewRequest))]
[JsonSerializable(typeof(AccessReviewAnswer))]
[JsonSerializable(typeof(SystemState))]
[JsonSerializable(typeof(CronTaskPage))]
[JsonSerializable(typeof(AgentPage))]
[JsonSerializable(typeof(ContextPage))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(NamespacePage))]
[JsonSerializable(typeof(DueTimesAnswer))]
public sealed partial class ObjectJson : JsonSerializerContext;
