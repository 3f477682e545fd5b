using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KubeTask.Core.Outcomes;

/// <summary>Compares statuses.</summary>
public static class Statuses
{
    /// <summary>Whether two statuses are equal, field by field. Writing an equal status would only wake everyone who watches.</summary>
    public static bool Same<T>(T? a, T? b, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.SerializeToUtf8Bytes(a, type!).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, type!));
}
