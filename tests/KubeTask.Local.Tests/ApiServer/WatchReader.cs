using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>Reads a watch's events one by one, each with a deadline.</summary>
internal sealed class WatchReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    public int Code => (int)response.StatusCode;

    public static async Task<WatchReader> OpenAsync(HttpClient client, string path)
    {
        HttpResponseMessage response = await client.GetAsync(
            new Uri(path, UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        return new(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>The next event, or null at the stream's end.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        string? line = await lines
            .ReadLineAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(s_deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        return line is null ? null : (JsonObject)JsonNode.Parse(line)!;
    }

    /// <summary>The next event as <c>TYPE name</c>.</summary>
    public async Task<string> NextTextAsync()
    {
        JsonObject? next = await NextAsync();
        return next is null ? "end" : $"{next["type"]} {next["object"]!["metadata"]?["name"]}".Trim();
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
