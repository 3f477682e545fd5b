using System.Net;

namespace KubeTask.Functions.Tests;

/// <summary>Only the scaler may deliver events, with a token for that purpose.</summary>
public sealed class EventAccessTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private const string Event =
        """{"specversion":"1.0","id":"1","source":"/x","subject":"default/never-was","type":"io.kubetask.task.changed.v1"}""";

    // hazards.md, row 30
    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOlsia3ViZXRhc2stZnVuY3Rpb25zIl19.c2lnbmF0dXJl")]
    public async Task Hazard_30_an_event_without_a_token_or_with_a_forged_one_is_401(string? token)
    {
        using HttpResponseMessage answer = await functions.PostTextAsync("OnTaskChanged", Event, token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    // hazards.md, row 30
    [Fact]
    public async Task Hazard_30_an_event_with_an_expired_token_is_401()
    {
        string expired = await functions.ExpiredTokenAsync("kubetask-system", "kubetask-scaler", "kubetask-functions");

        Assert.Equal(HttpStatusCode.Unauthorized, (await functions.PostTextAsync("OnTaskChanged", Event, expired)).StatusCode);
    }

    // hazards.md, row 30
    [Theory]
    [InlineData("kubetask-system", "kubetask-scaler", "https://kubernetes.default.svc")]
    [InlineData("kubetask-system", "kubetask-scaler", "somebody-else")]
    [InlineData("kubetask-system", "kubetask-functions", "kubetask-functions")]
    [InlineData("default", "kubetask-scaler", "kubetask-functions")]
    public async Task Hazard_30_an_event_with_a_token_for_another_audience_or_of_another_identity_is_403(
        string ns,
        string account,
        string audience
    )
    {
        using HttpResponseMessage answer = await functions.PostTextAsync(
            "OnTaskChanged",
            Event,
            await functions.TokenAsync(ns, account, audience)
        );

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_scalers_own_token_may_deliver_events() =>
        Assert.Equal(HttpStatusCode.NoContent, (await functions.PostTextAsync("OnTaskChanged", Event, functions.ScalerToken)).StatusCode);

    [Fact]
    public async Task Health_and_the_description_of_the_interface_need_no_token()
    {
        foreach (string path in (string[])["healthz", "openapi/v1.json", "docs/"])
        {
            Assert.Equal(
                HttpStatusCode.OK,
                (await functions.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode
            );
        }
    }
}
