using k8s;
using KubeTask.Scaler.Api;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>hazards.md, row 31: errors are logged, and the bearer token of the scaler must not be with them.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData("canary")]
    [InlineData("canary\r\nInjected: header")]
    [InlineData("canary\u00f8")]
    public async Task Hazard_31_no_error_of_a_watch_contains_the_token(string token)
    {
        // Nobody listens on the discard port.
        using var api = new KubernetesApi(new KubernetesClientConfiguration { Host = "http://127.0.0.1:9", AccessToken = token });

        Exception? error = await Record.ExceptionAsync(() => api.GetAsync("api/v1/pods", TimeProvider.System, CancellationToken.None));

        Assert.NotNull(error);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }
}
