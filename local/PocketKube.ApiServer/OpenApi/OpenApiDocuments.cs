using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using Kubernetes.OpenApi;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.OpenApi;

/// <summary>
/// Answers <c>/openapi/v2</c>, <c>/openapi/v3</c> and the paths below. Each group and version has a v3 document, which is made at the first
/// request and kept until a definition in it changes. Version 2 is an empty frame: kubectl requests it where v3 lacks a kind.
/// </summary>
/// <param name="documentation">Where descriptions of Kubernetes' own types come from; read with the first document.</param>
internal sealed class OpenApiDocuments(Func<XmlDocumentation> documentation)
{
    private const string Json = "application/json";
    private const string Root = "/openapi/v3";

    private readonly Lazy<XmlDocumentation> _documentation = new(documentation);

    private Snapshot _snapshot = new([], FrozenDictionary<string, GroupVersion>.Empty);

    /// <summary>Documents with the descriptions that lie next to the program; without any where there are none.</summary>
    public OpenApiDocuments()
        : this(static () =>
        {
            Assembly assembly = typeof(V1Pod).Assembly;
            return File.Exists(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml"))
                ? XmlDocumentation.Load(assembly)
                : XmlDocumentation.None;
        }) { }

    /// <summary>Finds a document.</summary>
    /// <param name="path">The request's path, such as <c>/openapi/v3/apis/batch/v1</c>.</param>
    /// <param name="accept">The Accept header, or empty.</param>
    /// <param name="resources">All resources that are served now; the same list while none is added or removed.</param>
    /// <returns>Null: 404 (or 406, where only the format is missing: the caller decides).</returns>
    public OpenApiDocument? Find(string path, string accept, IReadOnlyList<ResourceDefinition> resources)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(accept);
        path = path.TrimEnd('/');
        string[] types = [.. accept.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static a => a.Split(';')[0].Trim())];
        if (path == OpenApiV2.Path)
            return OpenApiV2.For(types);

        if (!path.StartsWith(Root, StringComparison.Ordinal) || !AcceptsJson(types))
            return null;

        Snapshot snapshot = Current(resources);
        return path.Length == Root.Length ? new(Json, OpenApiRoot.Of(snapshot.GroupVersions.Select(static g => (g.Key, g.Value.Hash))))
            : path[Root.Length] == '/' && snapshot.GroupVersions.TryGetValue(path[(Root.Length + 1)..], out GroupVersion? found)
                ? found.Document.Value
            : null;
    }

    private static bool AcceptsJson(string[] types) => types.Length == 0 || types.Any(static a => a is Json or "application/*" or "*/*");

    // Two requests at once may both make a snapshot; either serves, and the documents in it are made on demand.
    private Snapshot Current(IReadOnlyList<ResourceDefinition> resources)
    {
        Snapshot known = Volatile.Read(ref _snapshot);
        if (ReferenceEquals(known.Resources, resources))
            return known;

        var groupVersions = resources
            .GroupBy(static r => r.Group.Length == 0 ? "api/" + r.Version : $"apis/{r.Group}/{r.Version}")
            .ToFrozenDictionary(static g => g.Key, g => Reused(known, g.Key, [.. g]), StringComparer.Ordinal);
        var snapshot = new Snapshot(resources, groupVersions);
        Volatile.Write(ref _snapshot, snapshot);
        return snapshot;
    }

    private GroupVersion Reused(Snapshot known, string path, List<ResourceDefinition> resources)
    {
        string hash = Hash(resources);
        return known.GroupVersions.TryGetValue(path, out GroupVersion? old) && old.Hash == hash
            ? old
            : new(hash, new(() => new(Json, GroupVersionDocument.Of(path, resources, _documentation.Value), $"\"{hash}\"")));
    }

    // kubectl keeps documents by their hash, so it must differ where the content does.
    private static string Hash(List<ResourceDefinition> resources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(OpenApiDocuments).Module.ModuleVersionId.ToByteArray());
        hash.AppendData(typeof(XmlDocumentation).Module.ModuleVersionId.ToByteArray());
        foreach (ResourceDefinition resource in resources)
        {
            string? text = resource.OpenApiSchema?.ToJsonString() ?? resource.Model?.FullName;
            string verbs =
                string.Join(',', resource.Verbs)
                + string.Join(',', resource.Subresources.Select(static s => s.Name + s.Kind + string.Join('+', s.Verbs)));
            hash.AppendData(Encoding.UTF8.GetBytes($"{resource.QualifiedResource}/{resource.Kind}/{resource.Namespaced}/{verbs}/{text}\n"));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed record Snapshot(IReadOnlyList<ResourceDefinition> Resources, FrozenDictionary<string, GroupVersion> GroupVersions);

    private sealed record GroupVersion(string Hash, Lazy<OpenApiDocument> Document);
}
