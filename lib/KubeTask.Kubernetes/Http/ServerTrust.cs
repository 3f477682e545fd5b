using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using k8s;

namespace KubeTask.Kubernetes.Http;

/// <summary>Which certificates of the API server a connection accepts.</summary>
internal static class ServerTrust
{
    /// <summary>
    /// Accepts certificates of the configuration's authorities, or of the system's where it names none. KubernetesClient does so, too, but
    /// only after .NET has tried the system's in vain.
    /// </summary>
    public static void TrustAuthoritiesOf(this SslClientAuthenticationOptions options, KubernetesClientConfiguration configuration)
    {
        if (configuration.SkipTlsVerify || configuration.SslCaCerts is not { Count: > 0 } authorities)
            return;
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
    }
}
