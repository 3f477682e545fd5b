using KubeTask.Core.Api;
using KubeTask.Functions.Events;
using KubeTask.Functions.Http;
using KubeTask.Hosting;

namespace KubeTask.Functions.CustomHandler;

internal static class Usage
{
    /// <summary>Lets anybody deliver events.</summary>
    public const string InsecureEvents = "--insecure-events";

    /// <summary>ASP.NET Core's own.</summary>
    public const string UrlsVariable = "ASPNETCORE_URLS";

    public const string Text = $"""
        kubetask-functions: KubeTask's functions as one process.

        It answers POST /api/OnTaskChanged, /api/OnJobCompleted, /api/OnAgentChanged and /api/OnCronTick (CloudEvents 1.0 in
        structured JSON), POST /OnCronTick (a timer of the Azure Functions host), and GET /healthz.
        Only the scaler may deliver events. It sends a token, and the API server says whose it is (TokenReview).
        Tasks over HTTP are at /api/v1/namespaces/NAMESPACE/tasks, for everybody with a token of the cluster; /openapi/v1.json and
        /docs describe them, and /console/ is a page that shows them.
        It finds the API server by KUBECONFIG, else by the ServiceAccount of its pod.

        --exit-with-stdin   end when standard input ends, as with {StdinLifetime.Variable}=true
        --insecure-events   let anybody deliver events
        --help              this text

        {HostSettings.PortVariable}   the port on 127.0.0.1, as the Azure Functions host sets it;
                                       without it, {UrlsVariable} (http://0.0.0.0:8080)
        {ReleaseSettings.Variable}     the namespace of the release ({KubeTaskApi.DefaultReleaseNamespace})
        {KubeTaskApi.InitImageVariable}            the image that fetches Git Contexts ({KubeTaskApi.DefaultInitImage})
        {EventAccessSettings.IdentityVariable}      who may deliver events (system:serviceaccount:RELEASE-NAMESPACE:kubetask-scaler)
        {EventAccessSettings.AudienceVariable}       the audience of the token ({EventAccessSettings.DefaultAudience})
        {EventAccessSettings.InsecureVariable}      true: as --insecure-events
        """;
}
