using System.Net;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>What is wrong with an Authorization header, in words and as RFC 6750 says it.</summary>
public sealed class BearerTokenTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    [Theory]
    [InlineData("Bearer", "no token follows \"Bearer\"", "invalid_request")]
    [InlineData("Bearer   ", "no token follows \"Bearer\"", "invalid_request")]
    [InlineData("", "it is empty", "invalid_request")]
    [InlineData("Basic Y2FuYXJ5OmNhbmFyeQ==", "it doesn't begin with \"Bearer \"", "invalid_request")]
    [InlineData("canary", "it doesn't begin with \"Bearer \"", "invalid_request")]
    [InlineData("Bearercanary", "it doesn't begin with \"Bearer \"", "invalid_request")]
    [InlineData("Bearer canary canary", "the token is too long, or not one word", "invalid_token")]
    [InlineData("Bearer \"canary\"", "the token is too long, or not one word", "invalid_token")]
    [InlineData("Bearer canary,Bearer canary", "the token is too long, or not one word", "invalid_token")]
    [InlineData("Bearer can=ary", "the token is too long, or not one word", "invalid_token")]
    [InlineData("Bearer =", "the token is too long, or not one word", "invalid_token")]
    [InlineData("Bearer canary\tcanary", "the token is too long, or not one word", "invalid_token")]
    public async Task A_malformed_token_is_401_and_the_answer_says_what_is_wrong_without_repeating_it(
        string header,
        string message,
        string error
    )
    {
        Answer answer = await SendAsync(header);

        answer.IsProblem(
            HttpStatusCode.Unauthorized,
            "Authorization: is malformed: " + message,
            "send \"Authorization: Bearer TOKEN\" with a token of your cluster"
        );
        Assert.Equal($"Bearer error=\"{error}\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain("canary", answer.Text + answer.Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("Y2Fu", answer.Text + answer.Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_too_long_is_401() =>
        (await SendAsync("Bearer " + new string('a', 17 * 1024))).IsProblem(HttpStatusCode.Unauthorized, "the token is too long");

    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER  ")]
    public async Task The_word_Bearer_may_be_written_in_any_case(string before) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(before + Callers.Submitter)).Status);

    [Fact]
    public async Task Without_a_token_the_challenge_names_no_error_and_with_a_wrong_one_it_does()
    {
        Assert.Equal("Bearer", (await SendAsync(null)).Headers.WwwAuthenticate.ToString());
        Assert.Equal("Bearer error=\"invalid_token\"", (await SendAsync("Bearer nobody")).Headers.WwwAuthenticate.ToString());
        // With = at its end it is a token, only nobody's.
        Assert.Equal("Bearer error=\"invalid_token\"", (await SendAsync("Bearer bm9ib2R5==")).Headers.WwwAuthenticate.ToString());
    }

    private async Task<Answer> SendAsync(string? header)
    {
        using var client = new HttpClient { BaseAddress = functions.Http.BaseAddress };
        if (header is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        return await new Submitter(client, "default", null).GetAsync();
    }
}
