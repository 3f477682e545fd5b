using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Events;

namespace KubeTask.Kubernetes.Reconciling;

/// <summary>Reads objects that events carry.</summary>
internal static class ObservedObject
{
    /// <summary>
    /// The object; null if there is none, or if it can't be read: then the API server is asked, and what is wrong is reported.
    /// </summary>
    public static T? Read<T>(RawJson? json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json is { } raw ? JsonSerializer.Deserialize(raw.Utf8.Span, type) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The object's key; null if it has no name or namespace.</summary>
    public static ObjectKey? KeyOf(V1ObjectMeta? metadata) =>
        metadata is { Name: { } name, NamespaceProperty: { } ns } ? new ObjectKey(ns, name) : null;
}
