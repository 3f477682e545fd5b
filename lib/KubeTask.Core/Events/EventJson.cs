using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeTask.Core.Events;

/// <summary>Source-generated JSON of the events.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KubeTaskEvent))]
[JsonSerializable(typeof(KubeTaskEvent[]))]
[JsonSerializable(typeof(UndoneEvent[]))]
public sealed partial class EventJson : JsonSerializerContext;
