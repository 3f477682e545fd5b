using System.Net.Http.Headers;
using System.Text;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>A caller of any path of the interface.</summary>
internal sealed class ApiCaller(HttpClient http, string? token)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, json);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using HttpRequestMessage request = Request(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
        return new Answer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            response.Headers,
            await response.Content.ReadAsStringAsync(Cancellation)
        );
    }

    /// <summary>Opens a watch, from the beginning or from an event.</summary>
    public async Task<WatchReading> WatchAsync(string path, string? lastEventId = null)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return new WatchReading(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation)));
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
