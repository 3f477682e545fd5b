using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeTask.Core.Api;

/// <summary>Times as Kubernetes writes them (metav1.Time): UTC, whole seconds. Any RFC 3339 time is read.</summary>
public sealed class Rfc3339TimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
