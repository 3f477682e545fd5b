using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PocketKube.ApiServer.Resources;

/// <summary>All resources that are served at this moment. Readers see one state or the next, never a mixture.</summary>
internal sealed class ResourceRegistry
{
    private readonly Lock _gate = new();
    private volatile State _state = State.Of(BuiltInResources.All);

    /// <summary>The same list as long as no resource came or went.</summary>
    public IReadOnlyList<ResourceDefinition> All => _state.Boxed;

    public ResourceDefinition? Find(string group, string version, string plural) =>
        _state.ByPath.GetValueOrDefault((group, version, plural));

    /// <summary>The resource of a kind, such as an owner reference names.</summary>
    public ResourceDefinition? FindKind(string apiVersion, string kind) => _state.ByKind.GetValueOrDefault((apiVersion, kind));

    /// <summary>The resource that is stored under that name (<see cref="ResourceDefinition.QualifiedResource"/>).</summary>
    public ResourceDefinition? FindStored(string qualifiedResource) => _state.ByStorage.GetValueOrDefault(qualifiedResource);

    public bool HasGroup(string group) => _state.All.Any(r => r.Group == group);

    /// <summary>Replaces all versions of one custom resource.</summary>
    public void Replace(string qualifiedResource, IEnumerable<ResourceDefinition> versions)
    {
        lock (_gate)
            _state = State.Of([.. _state.All.Where(r => r.QualifiedResource != qualifiedResource), .. versions]);
    }

    private sealed record State(
        ImmutableArray<ResourceDefinition> All,
        FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> ByPath,
        FrozenDictionary<(string ApiVersion, string Kind), ResourceDefinition> ByKind,
        FrozenDictionary<string, ResourceDefinition> ByStorage
    )
    {
        // Boxed once, so that a caller can tell by reference whether the list is still the same.
        public IReadOnlyList<ResourceDefinition> Boxed { get; } = All;

        public static State Of(ImmutableArray<ResourceDefinition> all) =>
            new(
                all,
                all.ToFrozenDictionary(r => (r.Group, r.Version, r.Plural)),
                all.ToFrozenDictionary(r => (r.ApiVersion, r.Kind)),
                all.GroupBy(r => r.QualifiedResource, StringComparer.Ordinal)
                    .ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal)
            );
    }
}
