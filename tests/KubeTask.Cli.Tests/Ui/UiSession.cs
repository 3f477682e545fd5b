using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeTask.Cli.Tests.Ui;

/// <summary>The command <c>ui</c> as a process, and a browser that has opened its address.</summary>
internal sealed partial class UiSession : IDisposable
{
    private readonly HttpClient _http;

    private UiSession(CliProcess process, string origin, string secret)
    {
        Process = process;
        _http = new HttpClient { BaseAddress = new Uri(origin) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
    }

    public CliProcess Process { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Waits for the address. The test is skipped if the program was built without the console, and says so.</summary>
    public static async Task<UiSession> OpenAsync(CliProcess process)
    {
        if (!await process.ShowsOrEndsAsync("&ns="))
        {
            string error = (await process.EndAsync()).Failed(ExitCodes.Error);
            Assert.Equal("this program was built without the console; run make console, then make publish-cli", error);
            Assert.Skip("the console isn't built");
        }

        await process.ShowsAsync("\n");
        Match address = Address().Match(process.Output);
        Assert.True(address.Success, process.Output);
        return new UiSession(process, address.Groups[1].Value, address.Groups[2].Value);
    }

    public Task<HttpResponseMessage> GetAsync(string path) =>
        _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

    public async Task<JsonObject> ReadAsync(string path)
    {
        using HttpResponseMessage answer = await GetAsync(path);
        return await JsonOfAsync(answer);
    }

    public async Task<JsonObject> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return await JsonOfAsync(answer);
    }

    public void Dispose()
    {
        _http.Dispose();
        Process.Dispose();
    }

    private static async Task<JsonObject> JsonOfAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+/)console/#token=([A-Za-z0-9_-]{43})&ns=")]
    private static partial Regex Address();
}
