namespace KubeTask.Init.Transports;

/// <summary>What all connections of the process have in common.</summary>
/// <param name="Proxy">The proxy for http and https.</param>
/// <param name="Roots">The certificates that are trusted.</param>
internal sealed record NetworkSettings(ProxyChoice Proxy, TrustedRoots Roots);
