namespace KubeTask.Local.Tests.ApiServer;

public sealed class AccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task No_token_and_a_wrong_one_are_unauthorized(string? token)
    {
        await using var server = await ServerFixture.StartAsync();
        using var client = server.Client(token);
        var (code, status) = await ServerFixture.SendAsync(client, "GET", "/api/v1/namespaces/default/pods");
        Assert.Equal(401, code);
        Assert.Equal("Unauthorized", status["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_no_rule_allows_is_forbidden_in_the_real_words()
    {
        await using var server = await ServerFixture.StartAsync();
        using var client = server.Client("viewer-token");
        var (allowed, _) = await ServerFixture.SendAsync(client, "GET", "/api/v1/namespaces/default/pods");
        Assert.Equal(200, allowed);
        var (code, status) = await ServerFixture.SendAsync(client, "POST", "/apis/batch/v1/namespaces/y/jobs", "{}");
        Assert.Equal(403, code);
        Assert.Equal(
            "jobs.batch is forbidden: User \"viewer\" cannot create resource \"jobs\" in API group \"batch\" in the namespace \"y\"",
            status["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_requested_token_is_good_for_its_audience_and_no_other()
    {
        await using var server = await ServerFixture.StartAsync();
        using var client = server.Client();
        var (_, issued) = await ServerFixture.SendAsync(
            client,
            "POST",
            "/api/v1/namespaces/default/serviceaccounts/default/token",
            """{"spec":{"audiences":["functions"]}}""");
        var token = issued["status"]!["token"]!.GetValue<string>();
        Assert.True(await ReviewAsync("functions"));
        Assert.False(await ReviewAsync("others"));
        using var bearer = server.Client(token);
        var (code, _) = await ServerFixture.SendAsync(bearer, "GET", "/api/v1/namespaces/default/pods");
        Assert.Equal(401, code);

        async Task<bool> ReviewAsync(string audience)
        {
            var (_, review) = await ServerFixture.SendAsync(
                client,
                "POST",
                "/apis/authentication.k8s.io/v1/tokenreviews",
                $$$"""{"spec":{"token":"{{{token}}}","audiences":["{{{audience}}}"]}}""");
            return review["status"]!["authenticated"]?.GetValue<bool>() ?? false;
        }
    }
}
