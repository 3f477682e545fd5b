namespace KubeTask.Local.Tests.ApiServer;

public sealed class AccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task A_missing_or_wrong_token_is_unauthorized(string? token)
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client(token);
        (int code, System.Text.Json.Nodes.JsonObject? status) = await ServerFixture.SendAsync(
            client,
            "GET",
            "/api/v1/namespaces/default/pods"
        );
        Assert.Equal(401, code);
        Assert.Equal("Unauthorized", status["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_request_that_no_rule_allows_is_forbidden_with_the_message_of_a_real_server()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client("viewer-token");
        (int allowed, System.Text.Json.Nodes.JsonObject _) = await ServerFixture.SendAsync(
            client,
            "GET",
            "/api/v1/namespaces/default/pods"
        );
        Assert.Equal(200, allowed);
        (int code, System.Text.Json.Nodes.JsonObject? status) = await ServerFixture.SendAsync(
            client,
            "POST",
            "/apis/batch/v1/namespaces/y/jobs",
            "{}"
        );
        Assert.Equal(403, code);
        Assert.Equal(
            "jobs.batch is forbidden: User \"viewer\" cannot create resource \"jobs\" in API group \"batch\" in the namespace \"y\"",
            status["message"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_requested_token_is_accepted_for_its_audience_only()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        (int _, System.Text.Json.Nodes.JsonObject? issued) = await ServerFixture.SendAsync(
            client,
            "POST",
            "/api/v1/namespaces/default/serviceaccounts/default/token",
            """{"spec":{"audiences":["functions"]}}"""
        );
        string token = issued["status"]!["token"]!.GetValue<string>();
        Assert.True(await ReviewAsync("functions"));
        Assert.False(await ReviewAsync("others"));
        using HttpClient bearer = server.Client(token);
        (int code, System.Text.Json.Nodes.JsonObject _) = await ServerFixture.SendAsync(bearer, "GET", "/api/v1/namespaces/default/pods");
        Assert.Equal(401, code);

        async Task<bool> ReviewAsync(string audience)
        {
            (int _, System.Text.Json.Nodes.JsonObject? review) = await ServerFixture.SendAsync(
                client,
                "POST",
                "/apis/authentication.k8s.io/v1/tokenreviews",
                $$$"""{"spec":{"token":"{{{token}}}","audiences":["{{{audience}}}"]}}"""
            );
            return review["status"]!["authenticated"]?.GetValue<bool>() ?? false;
        }
    }
}
