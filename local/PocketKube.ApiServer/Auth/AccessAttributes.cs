namespace PocketKube.ApiServer.Auth;

/// <summary>What a request wants to do.</summary>
internal sealed record AccessAttributes(string Verb)
{
    public bool IsResource { get; init; } = true;

    /// <summary>Path of a request that isn't for a resource.</summary>
    public string Path { get; init; } = "";

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>Empty for the whole cluster.</summary>
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string CombinedResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";

    /// <summary>The sentence of a 403.</summary>
    public string Denial(string user)
    {
        if (!IsResource)
            return $"User \"{user}\" cannot {Verb} path \"{Path}\"";

        string scope = Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{Namespace}\"";
        return $"User \"{user}\" cannot {Verb} resource \"{CombinedResource}\" in API group \"{Group}\" {scope}";
    }
}
