using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.Manifests;

/// <summary>An object in a file of the repository.</summary>
/// <param name="Source">The file and, in a page, the line.</param>
internal sealed record Manifest(string Source, JsonObject Object)
{
    public string Kind => $"{Object["kind"]}";

    public string? Namespace => (string?)Object["metadata"]?["namespace"];

    /// <summary>The API group; empty for Kubernetes' first kinds.</summary>
    public string Group =>
        $"{Object["apiVersion"]}" is var version && version.Contains('/', StringComparison.Ordinal) ? version.Split('/')[0] : "";

    /// <summary>The same object as a user would create it: without what only an API server writes.</summary>
    public JsonObject AsWritten()
    {
        JsonObject written = Object.DeepClone().AsObject();
        foreach (string field in new[] { "uid", "resourceVersion", "generation", "deletionTimestamp" })
            written["metadata"]!.AsObject().Remove(field);
        return written;
    }

    public override string ToString() => $"{Source}: {Kind} {Object["metadata"]?["name"]}";
}
