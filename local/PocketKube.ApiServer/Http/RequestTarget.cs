using PocketKube.ApiServer.Auth;

namespace PocketKube.ApiServer.Http;

/// <summary>What a request is about, read from its method and path.</summary>
internal sealed record RequestTarget(string Verb, string Path)
{
    /// <summary>False for discovery, health and whatever else isn't below a resource.</summary>
    public bool IsResource { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Name { get; init; } = "";

    public string Subresource { get; init; } = "";

    public AccessAttributes Access =>
        new(Verb)
        {
            IsResource = IsResource,
            Path = Path,
            Group = Group,
            Resource = Resource,
            Subresource = Subresource,
            Namespace = Namespace,
            Name = Name,
        };

    public static RequestTarget Parse(string method, string path, bool watch)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        (string? group, string? version, string[]? rest) = parts switch
        {
            ["api", var v, .. var r] when r.Length > 0 => ("", v, r),
            ["apis", var g, var v, .. var r] when r.Length > 0 => (g, v, r),
            _ => ("", "", []),
        };
        if (rest.Length == 0)
            return new(method.ToLowerInvariant(), path);

        string ns = "";
        if (rest is ["namespaces", var given, var below, ..] && below is not ("status" or "finalize"))
        {
            ns = given;
            rest = rest[2..];
        }

        string resource = rest[0];
        string name = rest.Length > 1 ? rest[1] : "";
        // For RBAC a namespace is inside itself.
        if (group.Length == 0 && resource == "namespaces" && name.Length > 0)
            ns = name;

        return new(VerbOf(method, name.Length > 0, watch), path)
        {
            IsResource = true,
            Group = group,
            Version = version,
            Namespace = ns,
            Resource = resource,
            Name = name,
            Subresource = rest.Length > 2 ? string.Join('/', rest[2..]) : "",
        };
    }

    private static string VerbOf(string method, bool named, bool watch) =>
        method switch
        {
            "GET" or "HEAD" => watch ? "watch"
            : named ? "get"
            : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => named ? "delete" : "deletecollection",
            _ => method.ToLowerInvariant(),
        };
}
