using System.Net;
using System.Text.RegularExpressions;

namespace KubeTask.Functions.Tests;

/// <summary>The console's files, which are in the functions if <c>make console</c> has built them.</summary>
public sealed partial class ConsolePageTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_and_its_scripts_are_served_to_everybody_and_the_browser_may_fetch_nothing_else()
    {
        using HttpResponseMessage page = await GetAsync("console/");
        Assert.SkipWhen(page.StatusCode == HttpStatusCode.NotFound, "the console isn't built");

        string html = await page.Content.ReadAsStringAsync(Cancellation);
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("//", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        string[] files = [.. Source().Matches(html).Select(m => m.Groups[1].Value)];
        Assert.Contains(files, f => f.EndsWith(".js", StringComparison.Ordinal));
        foreach (string file in files)
        {
            using HttpResponseMessage answer = await GetAsync(file.TrimStart('/'));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (file.Contains("/assets/", StringComparison.Ordinal))
                Assert.Contains("immutable", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_404_and_nothing_outside_can_be_read()
    {
        foreach (string path in (string[])["console/nothing.js", "console/../healthz/x", "console/%2e%2e/%2e%2e/etc/passwd"])
        {
            using HttpResponseMessage answer = await GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private Task<HttpResponseMessage> GetAsync(string path) => functions.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Source();
}
