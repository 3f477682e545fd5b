using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;

namespace KubeTask.Testing.Transcripts;

/// <summary>A connection to an API server, as its administrator or with a token.</summary>
public sealed class ApiConnection : IDisposable
{
    private readonly HttpClient _administrator;
    private readonly HttpClient _anybody;

    private ApiConnection(Uri server, X509Certificate2Collection authorities, X509Certificate2? certificate, string? token)
    {
        _administrator = Client(server, authorities, certificate);
        _anybody = Client(server, authorities, null);
        _administrator.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The current cluster and user of a kubeconfig file with one of each.</summary>
    public static ApiConnection FromKubeconfig(string file)
    {
        JsonNode? config = YamlJson.ReadFile(file);
        JsonNode? cluster = JsonPaths.Find(config, "clusters.0.cluster");
        JsonNode? user = JsonPaths.Find(config, "users.0.user");
        var authorities = new X509Certificate2Collection();
        if (Pem(cluster, "certificate-authority") is { } authority)
            authorities.ImportFromPem(authority);

        X509Certificate2? certificate = Pem(user, "client-certificate") is { } pem
            ? X509Certificate2.CreateFromPem(pem, Pem(user, "client-key"))
            : null;
        return new ApiConnection(new Uri(cluster!["server"]!.ToString()), authorities, certificate, user?["token"]?.ToString());
    }

    /// <summary>The client that uses <paramref name="token"/>: null for the administrator.</summary>
    public HttpClient For(string? token) => token is null ? _administrator : _anybody;

    public void Dispose()
    {
        _administrator.Dispose();
        _anybody.Dispose();
    }

    private static string? Pem(JsonNode? node, string field) =>
        node?[field] is { } file ? File.ReadAllText(file.ToString())
        : node?[field + "-data"] is { } encoded ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(encoded.ToString()))
        : null;

    private static HttpClient Client(Uri server, X509Certificate2Collection authorities, X509Certificate2? certificate)
    {
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.AddRange(authorities);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = chain,
                ClientCertificates = certificate is null ? null : [certificate],
            },
        };
        return new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
    }
}
