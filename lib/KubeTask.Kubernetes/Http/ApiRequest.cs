using System.Net;
using System.Net.Http.Headers;

namespace KubeTask.Kubernetes.Http;

/// <summary>Builds requests to the API server. They carry no credentials yet.</summary>
internal static class ApiRequest
{
    /// <param name="address">The API server.</param>
    /// <param name="method">The verb.</param>
    /// <param name="path">Relative to the server and escaped, with or without a query.</param>
    /// <param name="content">The body; disposed of with the request.</param>
    public static HttpRequestMessage Create(Uri address, HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypes.Json));
        return request;
    }
}
