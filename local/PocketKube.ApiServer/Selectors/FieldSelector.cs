using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Selectors;

/// <summary>The <c>fieldSelector</c> of a list or watch: the few fields that the real server knows per resource.</summary>
internal sealed class FieldSelector
{
    private static readonly ImmutableArray<string> s_everywhere = ["metadata.name", "metadata.namespace"];

    private static readonly Dictionary<string, ImmutableArray<string>> s_fields = new(StringComparer.Ordinal)
    {
        ["pods"] =
        [
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
        ["jobs.batch"] = ["status.successful"],
        ["namespaces"] = ["status.phase"],
        ["nodes"] = ["spec.unschedulable"],
        ["secrets"] = ["type"],
        ["events"] =
        [
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
    };

    private readonly ImmutableArray<(string Path, string Value, bool Equal)> _terms;

    private FieldSelector(ImmutableArray<(string Path, string Value, bool Equal)> terms) => _terms = terms;

    public bool IsEmpty => _terms.IsEmpty;

    /// <exception cref="StatusException">400: not a selector, or a field that this resource can't be selected by.</exception>
    public static FieldSelector Parse(string text, ResourceDefinition resource)
    {
        ImmutableArray<(string, string, bool)>.Builder terms = ImmutableArray.CreateBuilder<(string, string, bool)>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw Failures.BadRequest($"invalid selector: '{part}'; can't understand '{part}'");

            bool equal = part[at - 1] != '!';
            string path = part[..(equal ? at : at - 1)];
            string value = part[(at + 1)..].TrimStart('=');
            if (
                !s_everywhere.Contains(path)
                && !(s_fields.TryGetValue(resource.QualifiedResource, out ImmutableArray<string> known) && known.Contains(path))
            )
            {
                throw Failures.BadRequest(
                    resource.QualifiedResource switch
                    {
                        "jobs.batch" => $"field label \"{path}\" not supported for batchv1.Job",
                        var name when resource.IsCustom || s_fields.ContainsKey(name) => $"field label not supported: {path}",
                        _ => $"\"{path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
                    }
                );
            }

            terms.Add((path, value, equal));
        }

        return new(terms.ToImmutable());
    }

    public bool Matches(StoredObject candidate)
    {
        foreach ((string? path, string? value, bool equal) in _terms)
        {
            if (string.Equals(ValueAt(candidate, path), value, StringComparison.Ordinal) != equal)
                return false;
        }

        return true;
    }

    /// <summary>The one name that the selector asks for, or null: such a list is a single lookup.</summary>
    public string? SingleName
    {
        get
        {
            foreach ((string? path, string? value, bool equal) in _terms)
            {
                if (equal && path == "metadata.name")
                    return value;
            }

            return null;
        }
    }

    private static string ValueAt(StoredObject candidate, string path)
    {
        switch (path)
        {
            case "metadata.name":
                return candidate.Name;
            case "metadata.namespace":
                return candidate.Namespace;
            case "status.successful":
                return (candidate.Value.Object("status").Number("succeeded") ?? 0).ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                );
            case "source":
                return candidate.Value.Object("source").Text("component") ?? candidate.Value.Text("reportingComponent") ?? "";
            case "spec.unschedulable":
                return candidate.Value.Object("spec").Flag("unschedulable") == true ? "true" : "false";
            default:
                break;
        }

        JsonNode? node = candidate.Value;
        foreach (string step in path.Split('.'))
            node = node is JsonObject parent && parent.TryGetPropertyValue(step, out JsonNode? child) ? child : null;

        return node.AsText() ?? node?.ToJsonString() ?? "";
    }
}
