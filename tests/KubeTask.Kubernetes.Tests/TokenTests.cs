using k8s;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Tests;

/// <summary>hazards.md, row 31: errors are logged, so they must not contain the functions' bearer token.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData("canary")]
    [InlineData("canary\r\nInjected: header")]
    [InlineData("canary\u00f8")]
    public async Task Hazard_31_no_error_of_the_API_client_contains_the_token(string token)
    {
        // Nothing listens on the discard port.
        using var client = new ApiClient(
            new KubernetesClientConfiguration { Host = "http://127.0.0.1:9", AccessToken = token },
            TimeProvider.System,
            new Random(1)
        );

        Exception? error = await Record.ExceptionAsync(() =>
            client.GetAsync(ApiPaths.Task(new ObjectKey("ns", "t")), ApiJson.Default.V1Alpha1Task, CancellationToken.None)
        );

        Assert.NotNull(error);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }
}
