using System.Collections.Immutable;

namespace KubeTask.Local.ApiServer.Auth;

/// <summary>What a ServiceAccount's token says.</summary>
internal sealed record ServiceAccountToken(string Namespace, string Name, string Uid, ImmutableArray<string> Audiences);
