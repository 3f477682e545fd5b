using k8s;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Local.Cluster;

/// <summary>
/// The scaler's ServiceAccount, and the token with which it calls the functions. In a cluster the kubelet projects it into the pod and
/// renews it.
/// </summary>
internal static class ScalerAccount
{
    private const string Name = "kubetask-scaler";
    private const string Audience = "kubetask-functions";

    /// <summary>Nothing renews the file here, and the server's key lives only as long as the server.</summary>
    private const long LifeSeconds = 10L * 365 * 24 * 3600;

    /// <summary>Makes the account and writes its token.</summary>
    public static async Task WriteTokenAsync(k8s.Kubernetes kubernetes, string path, CancellationToken cancellationToken)
    {
        const string Namespace = KubeTaskApi.DefaultReleaseNamespace;
        await kubernetes.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = Name } },
            Namespace,
            cancellationToken: cancellationToken
        );
        Authenticationv1TokenRequest issued = await kubernetes.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest
            {
                Spec = new V1TokenRequestSpec { Audiences = [Audience], ExpirationSeconds = LifeSeconds },
            },
            Name,
            Namespace,
            cancellationToken: cancellationToken
        );
        await PrivateFile.WriteAsync(path, issued.Status.Token, cancellationToken);
    }
}
