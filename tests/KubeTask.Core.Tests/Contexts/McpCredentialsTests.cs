using KubeTask.Core.Api;
using KubeTask.Core.Contexts;

namespace KubeTask.Core.Tests.Contexts;

/// <summary>hazards.md, row 61: a literal credential of an MCP server is found, and what only resembles one isn't.</summary>
public sealed class McpCredentialsTests
{
    [Theory]
    [InlineData("Authorization", "Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("Authorization", "Bearer 0123456789abcdef")]
    [InlineData("authorization", "0123456789abcdef")]
    [InlineData("X-Api-Key", "0123456789abcdef")]
    [InlineData("PRIVATE-TOKEN", "0123456789abcdef")]
    [InlineData("Cookie", "session=0123456789abcdef")]
    [InlineData("GITHUBTOKEN", "0123456789abcdef")]
    [InlineData("DB_PASSWORD", "correct horse battery")]
    [InlineData("anything", "ghp_0123456789abcdefghij")]
    [InlineData("anything", "github_pat_0123456789abcdefghij_x")]
    [InlineData("anything", "glpat-0123456789abcdefghij")]
    [InlineData("anything", "sk-ant-api03-0123456789abcdef")]
    [InlineData("anything", "xoxb-0123456789-abcdef")]
    [InlineData("anything", "AKIAABCDEFGHIJKLMNOP")]
    [InlineData("anything", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl")]
    [InlineData("anything", "postgres://user:swordfish@db.example.com/app")]
    [InlineData("anything", "-----BEGIN OPENSSH PRIVATE KEY-----")]
    [InlineData("anything", "Authorization: Bearer 0123456789abcdef")]
    public void A_literal_credential_is_found(string name, string value)
    {
        Assert.Equal($"headers.{name}", McpCredentials.Find(Remote(name, value)));
        Assert.Equal($"env.{name}", McpCredentials.Find(Local([], new() { [name] = value })));
    }

    [Theory]
    [InlineData("Authorization", "Bearer ${TOKEN}")]
    [InlineData("API_KEY", "${API_KEY}")]
    [InlineData("API_KEY", "none")]
    [InlineData("API_KEY", "")]
    [InlineData("API_KEY", "-----------")]
    [InlineData("MAX_TOKEN", "1000000000")]
    [InlineData("API_TOKEN", "/run/secrets-of-mine/token")]
    [InlineData("AUTH_TOKEN_URL", "https://login.example.com/token")]
    [InlineData("TOKENIZER", "cl100k_base_of_the_model")]
    [InlineData("KEYBOARD", "a-long-text-without-meaning")]
    [InlineData("anything", "global-configuration-of-the-team")]
    [InlineData("anything", "task-with-a-long-name-of-many-words")]
    [InlineData("anything", "550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("anything", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("anything", "postgres://user:${DB_PASSWORD}@db.example.com/app")]
    [InlineData("anything", "https://mcp.example.com:8443/mcp@v2")]
    public void What_only_resembles_a_credential_is_left_alone(string name, string value)
    {
        Assert.Null(McpCredentials.Find(Remote(name, value)));
        Assert.Null(McpCredentials.Find(Local([], new() { [name] = value })));
    }

    [Theory]
    [InlineData("args[0]", "--token=0123456789abcdef")]
    [InlineData("args[1]", "--api-key", "0123456789abcdef")]
    [InlineData("args[2]", "--verbose", "-H", "Authorization: Bearer 0123456789abcdef")]
    [InlineData("args[0]", "ghp_0123456789abcdefghij")]
    [InlineData(null, "--token", "${TOKEN}")]
    [InlineData(null, "--token", "--verbose-and-more")]
    [InlineData(null, "--token-file", "tokens-of-the-team")]
    [InlineData(null, "--project=550e8400-e29b-41d4-a716-446655440000")]
    public void Arguments_are_read_with_the_option_before_them(string? field, params string[] args) =>
        Assert.Equal(field, McpCredentials.Find(Local(args, [])));

    [Theory]
    [InlineData("https://user:swordfish@mcp.example.com", true)]
    [InlineData("https://mcp.example.com/?api_key=0123456789abcdef", true)]
    [InlineData("https://mcp.example.com/?api_key=${KEY}&page=1", false)]
    [InlineData("https://mcp.example.com/mcp?tenant=a-team-with-a-name", false)]
    public void A_URL_has_no_password_and_no_key(string url, bool found) =>
        Assert.Equal(found ? "url" : null, McpCredentials.Find(new McpServer { Name = "a", Url = url }));

    [Theory]
    [InlineData("git-hub", "GIT_HUB_TOKEN")]
    [InlineData("2nd", "_2ND_TOKEN")]
    public void The_variable_to_use_has_a_valid_name(string server, string variable) =>
        Assert.Equal(variable, McpCredentials.Variable(server));

    private static McpServer Remote(string header, string value) =>
        new()
        {
            Name = "a",
            Url = "https://mcp.example.com",
            Headers = new Dictionary<string, string> { [header] = value },
        };

    private static McpServer Local(string[] args, Dictionary<string, string> env) =>
        new()
        {
            Name = "a",
            Command = "mcp-a",
            Args = args,
            Env = env,
        };
}
