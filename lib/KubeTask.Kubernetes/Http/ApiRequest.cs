using System.Net;

namespace KubeTask.Kubernetes.Http;

/// <summary>Builds requests to the API server. They carry no credentials yet.</summary>
internal static class ApiRequest
{
    /// <param name="address">The API server.</param>
    /// <param name="serverName">
    /// The name that its certificate must have; null or empty for the host of the address. .NET takes it from the header Host.
    /// </param>
    /// <param name="method">The verb.</param>
    /// <param name="path">Relative to the server and escaped, with or without a query.</param>
    /// <param name="content">The body; disposed of with the request.</param>
    /// <param name="accept">The formats that the answer may have.</param>
    public static HttpRequestMessage Create(
        Uri address,
        string? serverName,
        HttpMethod method,
        string path,
        HttpContent? content,
        string accept = MediaTypes.Json
    )
    {
        var request = new HttpRequestMessage(method, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (!string.IsNullOrEmpty(serverName))
            request.Headers.Host = serverName;
        return request;
    }
}
