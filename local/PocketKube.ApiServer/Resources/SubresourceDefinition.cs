using System.Collections.Immutable;

namespace PocketKube.ApiServer.Resources;

/// <summary>A path below an object, such as <c>status</c> or <c>log</c>, as discovery lists it.</summary>
/// <param name="Name">The last path segment.</param>
/// <param name="Kind">Kind that is read and written there.</param>
/// <param name="Verbs">Verbs that it answers.</param>
/// <param name="Group">Group of <paramref name="Kind"/> where it isn't the resource's own; else null.</param>
/// <param name="Version">Version of <paramref name="Kind"/> where it isn't the resource's own; else null.</param>
internal sealed record SubresourceDefinition(
    string Name,
    string Kind,
    ImmutableArray<string> Verbs,
    string? Group = null,
    string? Version = null
);
