using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Init.Tests.Servers;

/// <summary>
/// git http-backend behind a web server. The first name of the path says how the server behaves: <c>public</c>, <c>private</c> (basic
/// authentication), <c>bearer</c>, <c>redirect</c> and so on.
/// </summary>
internal sealed class HttpGitServer : IAsyncDisposable
{
    public const string User = "canary-user";
    public const string Password = "canary/p@ss:word+1";
    public const string Token = "canary-token-0123456789";

    private readonly WebApplication _app;
    private readonly HttpBackend _backend;
    private readonly ConcurrentDictionary<string, int> _calls = new();

    private HttpGitServer(WebApplication app, string repositories)
    {
        _app = app;
        _backend = new HttpBackend(repositories);
    }

    /// <summary>The header Authorization of every request, with its path.</summary>
    public ConcurrentQueue<(string Path, string? Authorization)> Requests { get; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<HttpGitServer> StartAsync(string repositories, X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0, l =>
            {
                if (certificate is not null)
                    l.UseHttps(certificate);
            }));
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        WebApplication app = builder.Build();
        var server = new HttpGitServer(app, repositories);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = new Uri(address);
        return server;
    }

    public string Url(string behavior, string repository) => $"{Address}{behavior}/{repository}";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        string path = http.Request.Path.Value!;
        string? authorization = http.Request.Headers.Authorization;
        Requests.Enqueue((path, authorization));
        string[] names = path.Split('/', 3);
        string rest = "/" + names[2];
        bool isRequest = http.Request.Method == "POST";
        switch (names[1])
        {
            case "public":
                await _backend.AnswerAsync(http, rest);
                break;
            case "private" when authorization != Basic(User, Password):
            case "token" when authorization != Basic("x-access-token", Token):
            case "bearer" when authorization != "Bearer " + Token:
                http.Response.StatusCode = 401;
                http.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
                break;
            case "private" or "token" or "bearer":
                await _backend.AnswerAsync(http, rest);
                break;
            case "forbidden":
                http.Response.StatusCode = 403;
                break;
            case "redirect-here":
                http.Response.Redirect($"/private{rest}{http.Request.QueryString}");
                break;
            case "redirect-other":
                http.Response.Redirect($"{TestServers.Https.Address}public{rest}{http.Request.QueryString}");
                break;
            case "redirect-private":
                http.Response.Redirect($"{TestServers.Https.Address}private{rest}{http.Request.QueryString}");
                break;
            case "redirect-down":
                http.Response.Redirect($"{TestServers.Http.Address}public{rest}{http.Request.QueryString}");
                break;
            case "redirect-file":
                http.Response.Headers.Location = "file:///etc/passwd";
                http.Response.StatusCode = 302;
                break;
            case "redirect-round":
                http.Response.Redirect($"/redirect-round{rest}{http.Request.QueryString}");
                break;
            case "page":
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync("<html>a page</html>");
                break;
            case "broken-once" when _calls.AddOrUpdate(rest, 1, (_, n) => n + 1) == 1:
            case "broken":
                http.Response.StatusCode = 503;
                break;
            case "broken-once":
                await _backend.AnswerAsync(http, rest);
                break;
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
                break;
            case "hang-in-pack" when isRequest:
                await HostilePacks.HangAsync(http);
                break;
            case "close-in-pack" when isRequest:
                await HostilePacks.CloseAsync(http);
                break;
            case "endless-pack" when isRequest:
                await HostilePacks.EndlessAsync(http);
                break;
            case "garbage-pack" when isRequest:
                await HostilePacks.GarbageAsync(http);
                break;
            case "error-in-pack" when isRequest:
                await HostilePacks.ErrorAsync(http, "canary: the disk of the server is full");
                break;
            case "endless-list":
                await HostilePacks.EndlessListAsync(http);
                break;
            default:
                await _backend.AnswerAsync(http, rest);
                break;
        }
    }

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
