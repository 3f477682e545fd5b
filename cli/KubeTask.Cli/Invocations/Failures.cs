using System.Net;
using System.Text.Json;
using KubeTask.Core.Validation;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Invocations;

/// <summary>Says in one sentence why a command failed.</summary>
internal static class Failures
{
    private const string Installed = "\"kubectl kubetask doctor\" says whether KubeTask is installed";

    /// <summary>What to say; null for a fault of this program, which nobody should see as anything else.</summary>
    public static CliException? Of(Exception exception) =>
        exception switch
        {
            CliException known => known,
            ApiException refused => new CliException(Explain(refused.Error)),
            UnreadableObjectException unreadable => new CliException(unreadable.What),
            HttpRequestException unreachable => new CliException(
                $"the API server can't be reached: {Innermost(unreachable)}; check the cluster, --kubeconfig and --kube-context"
            ),
            OperationCanceledException => new CliException("the API server didn't answer in time; check the cluster and the network"),
            IOException broken => new CliException(broken.Message),
            JsonException => new CliException($"the API server's answer can't be read: {exception.Message}"),
            _ => null,
        };

    private static string Explain(ApiError error) =>
        error.Code switch
        {
            HttpStatusCode.Unauthorized => "the API server doesn't accept the credentials of the kubeconfig; log in again",
            HttpStatusCode.NotFound when error.Message.Contains("could not find the requested resource", StringComparison.Ordinal) =>
                $"the API server doesn't know this kind; {Installed}",
            _ when error.Message.Length == 0 => $"the API server answered with {(int)error.Code} {error.Code}",
            _ => OneLine.Of(error.Message),
        };

    private static string Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : OneLine.Of(exception.Message);
}
