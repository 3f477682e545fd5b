using KubeTask.Git;
using KubeTask.Init.Transports;

namespace KubeTask.Init.Tests.Units;

public sealed class ProxyChoiceTests
{
    [Theory]
    [InlineData("http://git.example.com/x", "http://proxy:1/")]
    [InlineData("https://git.example.com/x", "https://proxy:2/")]
    [InlineData("https://internal.example.org/x", null)]
    [InlineData("https://example.org/x", null)]
    [InlineData("https://notexample.org/x", "https://proxy:2/")]
    [InlineData("https://exact/x", null)]
    [InlineData("https://10.1.2.3/x", null)]
    [InlineData("https://11.1.2.3/x", "https://proxy:2/")]
    [InlineData("https://[fd00::1]/x", null)]
    [InlineData("https://[fe00::1]/x", "https://proxy:2/")]
    public void Each_scheme_has_its_proxy_and_exceptions_have_none(string url, string? expected)
    {
        var work = new ProxyWork
        {
            Http = "http://proxy:1",
            Https = "https://proxy:2",
            Except = [".example.org", "exact", "10.0.0.0/8", "fd00::/8"],
        };

        (ProxyChoice? proxy, string? error) = ProxyChoice.Read(work);

        Assert.Null(error);
        Assert.Equal(expected, proxy!.GetProxy(new Uri(url))?.ToString());
    }

    [Fact]
    public void What_is_no_URL_of_a_proxy_is_named()
    {
        (_, string? error) = ProxyChoice.Read(new ProxyWork { Https = "socks5://x" });

        Assert.StartsWith("proxy.https isn't", error, StringComparison.Ordinal);
    }
}
