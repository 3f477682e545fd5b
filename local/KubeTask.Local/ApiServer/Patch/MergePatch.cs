using System.Text.Json.Nodes;

namespace KubeTask.Local.ApiServer.Patch;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    /// <summary>Merges into <paramref name="target"/>, which may be changed.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var merged = target as JsonObject ?? [];
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                _ = merged.Remove(name);
                continue;
            }

            var before = merged[name];
            var after = Apply(before, change);
            if (!ReferenceEquals(before, after) || before is null)
            {
                merged[name] = after;
            }
        }

        return merged;
    }
}
