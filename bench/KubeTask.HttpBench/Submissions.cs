using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeTask.HttpBench;

/// <summary>A client of the HTTP interface.</summary>
internal sealed class Submissions : IDisposable
{
    private const int MaxTries = 60;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public Submissions(Uri address, string token, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 512 })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(100),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>
    /// Submits with the same key until there is an answer. Returns the Task's name, and how many requests it took; no name if all of them
    /// failed.
    /// </summary>
    public async Task<(string? Name, int Requests)> SubmitAsync(string ns, string yaml, string key, string query = "")
    {
        for (int requests = 1; ; requests++)
        {
            var pause = TimeSpan.FromMilliseconds(250);
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    new Uri($"api/v1/namespaces/{ns}/tasks{query}", UriKind.Relative)
                )
                {
                    Content = new StringContent(yaml, Encoding.UTF8, "application/yaml"),
                };
                request.Headers.Add("Idempotency-Key", key);
                using HttpResponseMessage answer = await _http.SendAsync(request);
                string text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.Created)
                    return ((string?)JsonNode.Parse(text)!["metadata"]!["name"], requests);
                if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                    throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
                pause = answer.Headers.RetryAfter?.Delta ?? pause;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                // The connection was cut. Whether the Task was created is unknown, which is what the key is for.
            }

            if (requests == MaxTries)
                return (null, requests);
            await Task.Delay(pause, _time);
        }
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>The label <c>bench</c> of each Task of a namespace.</summary>
    public async Task<List<int>> NumbersAsync(string ns)
    {
        var numbers = new List<int>();
        string? next = null;
        do
        {
            JsonNode page = JsonNode.Parse(
                await GetWithRetryAsync(
                    $"api/v1/namespaces/{ns}/tasks?limit=500{(next is null ? "" : "&continue=" + Uri.EscapeDataString(next))}"
                )
            )!;
            numbers.AddRange(
                page["items"]!.AsArray().Select(t => int.Parse((string)t!["metadata"]!["labels"]!["bench"]!, CultureInfo.InvariantCulture))
            );
            next = (string?)page["metadata"]!["continue"];
        } while (!string.IsNullOrEmpty(next));
        return numbers;
    }

    /// <summary>Sends a request again if it was cut off because the functions were killed.</summary>
    private async Task<string> GetWithRetryAsync(string path)
    {
        for (int requests = 1; ; requests++)
        {
            try
            {
                return await GetAsync(path);
            }
            catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable && requests < MaxTries)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time);
            }
        }
    }

    public void Dispose() => _http.Dispose();
}
