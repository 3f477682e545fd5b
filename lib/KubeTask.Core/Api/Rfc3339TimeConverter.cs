using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeTask.Core.Api;

/// <summary>Writes times as Kubernetes does (metav1.Time): UTC, in whole seconds. Reads any RFC 3339 time.</summary>
public sealed class Rfc3339TimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
