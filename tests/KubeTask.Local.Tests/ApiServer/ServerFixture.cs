using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using PocketKube.ApiServer;
using PocketKube.ApiServer.Auth;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>A server of a test's own, and clients of it over real TLS.</summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    public const string CustomDefinition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.org"},
         "spec":{"group":"example.org","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
             "spec":{"type":"object","required":["size"],"properties":{
               "size":{"type":"integer","minimum":1,"maximum":9},
               "color":{"type":"string","enum":["red","blue"],"default":"red"},
               "name":{"type":"string","maxLength":5,"pattern":"^[a-z]+$"},
               "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                 "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},
                   "count":{"type":"integer","default":1}}}},
               "port":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]},
               "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
             "status":{"type":"object","properties":{"phase":{"type":"string"}}}}}}}]}}
        """;

    private ServerFixture(PocketApiServer host) => Host = host;

    public PocketApiServer Host { get; }

    public static async Task<ServerFixture> StartAsync(Func<ApiServerOptions, ApiServerOptions>? with = null)
    {
        var options = new ApiServerOptions
        {
            Seed = 1,
            Users =
            [
                new("admin", "admin-token", [PolicyRule.All]),
                new(
                    "viewer",
                    "viewer-token",
                    [
                        new()
                        {
                            Verbs = ["get", "list", "watch"],
                            ApiGroups = [""],
                            Resources = ["pods"],
                        },
                    ]
                ),
            ],
        };
        return new(await PocketApiServer.StartAsync(with?.Invoke(options) ?? options, TestContext.Current.CancellationToken));
    }

    public HttpClient Client(string? token = "admin-token")
    {
        var authority = X509Certificate2.CreateFromPem(Host.CaCertificatePem);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { authority },
                },
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri(Host.Url) };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        return client;
    }

    public static async Task<(int Code, JsonObject Body)> SendAsync(
        HttpClient client,
        string method,
        string path,
        string? body = null,
        string contentType = "application/json"
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, (JsonObject)JsonNode.Parse(text)!);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
