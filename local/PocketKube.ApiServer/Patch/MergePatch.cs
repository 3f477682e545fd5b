using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Patch;

/// <summary>JSON merge patch (RFC 7386).</summary>
public static class MergePatch
{
    /// <summary>Merges into <paramref name="target"/>, which may be changed.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();

        JsonObject merged = target as JsonObject ?? [];
        foreach ((string? name, JsonNode? change) in changes)
        {
            if (change is null)
            {
                _ = merged.Remove(name);
                continue;
            }

            JsonNode? before = merged[name];
            JsonNode? after = Apply(before, change);
            if (!ReferenceEquals(before, after) || before is null)
                merged[name] = after;
        }

        return merged;
    }
}
