namespace KubeTask.Functions.Standalone;

internal static class Usage
{
    /// <summary>Where the Azure Functions host wants its custom handler to listen.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    public const string Text = $"""
        kubetask-functions: KubeTask's functions as one process.

        It answers POST /api/OnTaskChanged and POST /api/OnJobCompleted (CloudEvents 1.0 in structured JSON), and GET /healthz.
        It finds the API server by KUBECONFIG, else by the ServiceAccount of its pod.

        --exit-with-stdin   end when standard input ends
        --help              this text

        {PortVariable}   the port on 127.0.0.1, as the Azure Functions host sets it;
                                       without it, port 8080 on all addresses
        {FunctionServices.ReleaseNamespaceVariable}     the namespace of the release ({KubeTask.Core.Api.KubeTaskApi.DefaultReleaseNamespace})
        """;
}
