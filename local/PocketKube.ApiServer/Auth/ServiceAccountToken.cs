using System.Collections.Immutable;

namespace PocketKube.ApiServer.Auth;

/// <summary>What a ServiceAccount's token says.</summary>
internal sealed record ServiceAccountToken(string Namespace, string Name, string Uid, ImmutableArray<string> Audiences);
