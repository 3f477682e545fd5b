using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Patch;

/// <summary>
/// Strategic merge patch: a merge patch in which some lists merge item by item, with the <c>$…</c> directives that kubectl sends.
/// </summary>
internal static class StrategicMergePatch
{
    private const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";
    private const string SetElementOrder = "$setElementOrder/";
    private const string RetainKeys = "$retainKeys";
    private const string Directive = "$patch";

    /// <summary>Merge keys of lists of objects, by the field's name; the first whose keys the items have. From the patchMergeKey tags of k8s.io/api.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<string>> s_mergeKeys = new Dictionary<string, ImmutableArray<string>>(
        StringComparer.Ordinal
    )
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["env"] = ["name"],
        ["volumes"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["ports"] = ["containerPort", "port"],
        ["conditions"] = ["type"],
        ["ownerReferences"] = ["uid"],
        ["imagePullSecrets"] = ["name"],
        ["hostAliases"] = ["ip"],
        ["topologySpreadConstraints"] = ["topologyKey"],
        ["secrets"] = ["name"],
        ["addresses"] = ["type"],
        ["taints"] = ["key"],
        ["podIPs"] = ["ip"],
        ["resourceClaims"] = ["name"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Lists of plain values that merge as sets.</summary>
    private static readonly FrozenSet<string> s_sets = FrozenSet.ToFrozenSet(["finalizers"], StringComparer.Ordinal);

    /// <summary>Merges into <paramref name="target"/>, which may be changed.</summary>
    public static JsonNode? Apply(JsonObject target, JsonObject patch) => MergeMap(target, patch);

    private static JsonObject? MergeMap(JsonObject target, JsonObject patch)
    {
        switch (patch.Text(Directive))
        {
            case "delete":
                return null;
            case "replace":
                return Clean(patch);
            default:
                break;
        }

        if (patch.Array(RetainKeys) is { } retained)
        {
            var kept = retained.Select(k => k.AsText()).ToHashSet(StringComparer.Ordinal);
            foreach (string name in target.Select(p => p.Key).Where(k => !kept.Contains(k)).ToArray())
                _ = target.Remove(name);
        }

        foreach ((string? name, JsonNode? change) in patch)
        {
            if (name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal))
            {
                RemoveValues(target, name[DeleteFromPrimitiveList.Length..], change as JsonArray);
            }
            else if (name[0] != '$')
            {
                MergeField(target, name, change);
            }
        }

        foreach ((string? name, JsonNode? order) in patch.Where(p => p.Key.StartsWith(SetElementOrder, StringComparison.Ordinal)))
        {
            Order(target, name[SetElementOrder.Length..], order as JsonArray ?? []);
        }

        return target;
    }

    private static void MergeField(JsonObject target, string name, JsonNode? change)
    {
        switch (change)
        {
            case null:
                _ = target.Remove(name);
                break;
            case JsonObject map:
                JsonObject? merged = MergeMap(target[name] as JsonObject ?? [], map);
                if (merged is null)
                {
                    _ = target.Remove(name);
                }
                else if (!ReferenceEquals(target[name], merged))
                {
                    target[name] = merged;
                }

                break;
            case JsonArray list when MergeKey(name, list, target[name] as JsonArray) is { } key:
                target[name] = MergeList(target[name] as JsonArray ?? [], list, key);
                break;
            case JsonArray list when s_sets.Contains(name) && target[name] is JsonArray set:
                // Newcomers come first, as the real server orders them.
                int at = 0;
                foreach (JsonNode? value in list.Where(v => !set.Any(s => JsonNode.DeepEquals(s, v))))
                    set.Insert(at++, value?.DeepClone());

                break;
            default:
                target[name] = change.DeepClone();
                break;
        }
    }

    private static JsonArray MergeList(JsonArray target, JsonArray patch, string key)
    {
        if (patch.Any(p => p.Text(Directive) == "replace"))
            return new([.. patch.OfType<JsonObject>().Where(p => p.Text(Directive) != "replace").Select(p => (JsonNode)Clean(p))]);

        var items = target.Select(i => i?.DeepClone()).ToList();
        foreach (JsonObject change in patch.OfType<JsonObject>())
        {
            if (!change.ContainsKey(key))
            {
                IEnumerable<string> fields = change.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}:{f.Value}");
                throw new StatusException(500, "", $"map: map[{string.Join(' ', fields)}] does not contain declared merge key: {key}");
            }

            int at = items.FindIndex(i => i is JsonObject item && JsonNode.DeepEquals(item[key], change[key]));
            if (change.Text(Directive) == "delete")
            {
                if (at >= 0)
                    items.RemoveAt(at);
            }
            else if (at >= 0)
            {
                items[at] = MergeMap((JsonObject)items[at]!, change);
            }
            else
            {
                items.Add(Clean(change));
            }
        }

        return new([.. items]);
    }

    private static void Order(JsonObject target, string name, JsonArray order)
    {
        if (target[name] is not JsonArray list || order.Count == 0)
            return;

        string? key = order[0] is JsonObject first ? first.Select(p => p.Key).FirstOrDefault() : null;
        var positions = order.Select((o, i) => (Id: Id(o, key), Index: i)).ToList();
        IEnumerable<JsonNode?> sorted = list.Select((item, index) => (item, index, Place: positions.FindIndex(p => p.Id == Id(item, key))))
            .OrderBy(i => i.Place < 0 ? int.MaxValue : i.Place)
            .ThenBy(i => i.index)
            .Select(i => i.item?.DeepClone());
        target[name] = new JsonArray([.. sorted]);
    }

    private static string Id(JsonNode? item, string? key) =>
        (key is not null && item is JsonObject map ? map[key] : item)?.ToJsonString() ?? "null";

    private static void RemoveValues(JsonObject target, string name, JsonArray? values)
    {
        if (target[name] is JsonArray list)
        {
            JsonNode?[] kept = list.Where(item => values?.Any(v => JsonNode.DeepEquals(v, item)) != true)
                .Select(item => item?.DeepClone())
                .ToArray();
            if (kept.Length == 0)
            {
                // A typed object has no empty lists.
                _ = target.Remove(name);
            }
            else
            {
                target[name] = new JsonArray(kept);
            }
        }
    }

    private static string? MergeKey(string name, JsonArray patch, JsonArray? target)
    {
        if (!s_mergeKeys.TryGetValue(name, out ImmutableArray<string> keys))
            return null;

        foreach (string key in keys)
        {
            if (patch.Concat(target ?? []).OfType<JsonObject>().Any(i => i.ContainsKey(key)))
                return key;
        }

        return patch.Any(p => p.Text(Directive) is not null) ? keys[0] : null;
    }

    /// <summary>What a patch puts where there was nothing: itself, without directives and nulls.</summary>
    private static JsonObject Clean(JsonObject patch) => MergeMap([], WithoutDirective(patch)) ?? [];

    private static JsonObject WithoutDirective(JsonObject patch)
    {
        var copy = (JsonObject)patch.DeepClone();
        _ = copy.Remove(Directive);
        return copy;
    }
}
