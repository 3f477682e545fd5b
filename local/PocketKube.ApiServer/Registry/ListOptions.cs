using System.Globalization;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Selectors;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Options of a list or watch.</summary>
internal sealed record ListOptions(string Namespace, LabelSelector Labels, FieldSelector Fields)
{
    /// <summary>Only this object: a watch or list at an object's own path.</summary>
    public string Name { get; init; } = "";

    public int? Limit { get; init; }

    public string Continue { get; init; } = "";

    public string ResourceVersion { get; init; } = "";

    public bool AllowBookmarks { get; init; }

    public int? TimeoutSeconds { get; init; }

    public string IncludeObject { get; init; } = "Metadata";

    /// <exception cref="StatusException">400: an option with a value that it can't have.</exception>
    public static ListOptions Parse(ResourceDefinition resource, string ns, string name, IQueryCollection query)
    {
        if (query.ContainsKey("sendInitialEvents"))
        {
            throw Failures.Invalid(
                "meta.k8s.io",
                "ListOptions",
                "",
                [
                    FieldError.Forbidden(
                        "sendInitialEvents",
                        "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"
                    ),
                ]
            );
        }

        string revision = query["resourceVersion"].ToString();
        if (revision.Length > 0 && ObjectStore.ParseRevision(revision) is null)
        {
            throw Failures.BadRequest(
                $"resourceVersion: Invalid value: \"{revision}\": strconv.ParseUint: parsing \"{revision}\": invalid syntax"
            );
        }

        return new(
            resource.Namespaced ? ns : "",
            LabelSelector.Parse(query["labelSelector"].ToString()),
            FieldSelector.Parse(query["fieldSelector"].ToString(), resource)
        )
        {
            Name = name,
            Limit = Number(query, "limit") is > 0 and var limit ? limit : null,
            Continue = query["continue"].ToString(),
            ResourceVersion = revision,
            AllowBookmarks = query["allowWatchBookmarks"] == "true" || query["allowWatchBookmarks"] == "1",
            TimeoutSeconds = Number(query, "timeoutSeconds") is > 0 and var seconds ? seconds : null,
            IncludeObject = query["includeObject"].ToString() is { Length: > 0 } include ? include : "Metadata",
        };
    }

    public bool Matches(StoredObject candidate) =>
        (Namespace.Length == 0 || candidate.Namespace == Namespace)
        && (Name.Length == 0 || candidate.Name == Name)
        && Labels.Matches(candidate.Labels)
        && Fields.Matches(candidate);

    private static int? Number(IQueryCollection query, string name)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
            return null;

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Failures.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }
}
