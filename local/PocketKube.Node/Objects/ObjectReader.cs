using System.Net;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Objects;

/// <summary>Reads the objects that pods refer to. It asks the API server each time, so nothing is stale.</summary>
internal sealed class ObjectReader(k8s.Kubernetes client)
{
    /// <summary>The keys and contents of a ConfigMap or a Secret.</summary>
    /// <returns>Null when there is no such object.</returns>
    public async Task<IReadOnlyDictionary<string, byte[]>?> ReadAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        try
        {
            if (reference.Kind == "Secret")
            {
                V1Secret secret = await client.CoreV1.ReadNamespacedSecretAsync(
                    reference.Name,
                    reference.Namespace,
                    cancellationToken: cancellationToken
                );
                return (secret.Data ?? new Dictionary<string, byte[]>()).ToDictionary();
            }
            V1ConfigMap map = await client.CoreV1.ReadNamespacedConfigMapAsync(
                reference.Name,
                reference.Namespace,
                cancellationToken: cancellationToken
            );
            var content = (map.BinaryData ?? new Dictionary<string, byte[]>()).ToDictionary();
            foreach ((string? key, string? text) in map.Data ?? new Dictionary<string, string>())
                content[key] = Encoding.UTF8.GetBytes(text);
            return content;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <returns>Null when the server has no such ServiceAccount, or makes no tokens.</returns>
    public async Task<string?> CreateTokenAsync(V1Pod pod, V1ServiceAccountTokenProjection token, CancellationToken cancellationToken)
    {
        try
        {
            var request = new Authenticationv1TokenRequest
            {
                Spec = new V1TokenRequestSpec
                {
                    Audiences = token.Audience is { Length: > 0 } audience ? [audience] : [],
                    ExpirationSeconds = token.ExpirationSeconds,
                },
            };
            Authenticationv1TokenRequest answer = await client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
                request,
                pod.Spec.ServiceAccountName ?? "default",
                pod.Metadata.NamespaceProperty,
                cancellationToken: cancellationToken
            );
            return answer.Status?.Token;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            return null;
        }
    }
}
