using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>
/// JSON of KubeTask's kinds and of the Kubernetes kinds that it reads and writes. It is source-generated: without reflection, it works with
/// Native AOT.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339TimeConverter)]
)]
[JsonSerializable(typeof(V1Alpha1Task))]
[JsonSerializable(typeof(V1Alpha1Agent))]
[JsonSerializable(typeof(V1Alpha1Context))]
[JsonSerializable(typeof(V1Alpha1CronTask))]
[JsonSerializable(typeof(V1Alpha1KubeTaskConfig))]
[JsonSerializable(typeof(V1Job))]
[JsonSerializable(typeof(V1PodList))]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(Corev1Event))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(V1TokenReview))]
[JsonSerializable(typeof(KubernetesObject))]
[JsonSerializable(typeof(V1JobList))]
[JsonSerializable(typeof(Corev1EventList))]
[JsonSerializable(typeof(V1Alpha1TaskList))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(V1Alpha1CronTaskList))]
public sealed partial class ApiJson : JsonSerializerContext;
