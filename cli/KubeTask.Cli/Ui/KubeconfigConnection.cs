using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Exceptions;
using KubeTask.Core.Validation;
using KubeTask.Kubernetes.Callers;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Cli.Ui;

/// <summary>
/// Sends the requests of the page with the credentials of the kubeconfig. What the page sends as its token is the key of this program's own
/// server, and ends here.
/// </summary>
/// <param name="connection">The API server, with the credentials.</param>
/// <param name="secret">That key.</param>
internal sealed class KubeconfigConnection(ApiConnection connection, SessionSecret secret) : ICallerConnection
{
    /// <inheritdoc/>
    public async Task<HttpResponseMessage> SendAsync(
        CallerToken caller,
        HttpMethod method,
        string path,
        HttpContent? content,
        string accept,
        CancellationToken cancellationToken
    )
    {
        // The guard has refused others. Here the credentials are added, so nothing must get here around it.
        if (!secret.Is(caller))
            throw new InvalidOperationException("a request without the secret of this server came as far as the API server");
        try
        {
            HttpResponseMessage response = await connection.SendAsync(method, path, content, accept, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
                return response;
            response.Dispose();
            return Refuse("the API server doesn't accept the credentials of the kubeconfig");
        }
        catch (KubeConfigException e)
        {
            // A login plug-in of the kubeconfig runs again when its token has expired.
            return Refuse($"the kubeconfig has no valid credentials any more: {OneLine.Of(e.Message)}");
        }
    }

    public void Dispose() => connection.Dispose();

    /// <summary>An answer as the API server's. It isn't 401: then the page would ask for another token, and its own is right.</summary>
    private static HttpResponseMessage Refuse(string why)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["reason"] = "Forbidden",
            ["message"] = $"{why}; log in again, then start kubectl kubetask ui again",
            ["code"] = (int)HttpStatusCode.Forbidden,
        };
        return new HttpResponseMessage(HttpStatusCode.Forbidden)
        {
            Content = new StringContent(status.ToJsonString(), Encoding.UTF8, MediaTypes.Json),
        };
    }
}
