using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.FunctionsHost.Apps;
using KubeTask.FunctionsHost.Timers;

namespace KubeTask.FunctionsHost.CustomHandlers;

/// <summary>
/// Calls a custom handler for a timer: <c>POST /FunctionName</c> with the bindings' data. The answer's log lines go to the host's log.
/// </summary>
internal sealed class HandlerTimer(HostLog log, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task TickAsync(Function function, Uri destination, CancellationToken cancellationToken)
    {
        string invocation = Guid.NewGuid().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(destination, function.Name))
        {
            Headers = { { "X-Azure-Functions-InvocationId", invocation } },
            Content = new StringContent(Body(function).ToJsonString(), new MediaTypeHeaderValue("application/json", "utf-8")),
        };
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellationToken);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            foreach (string line in Logs(text))
                log.Write("Information", $"Function.{function.Name}", line);
            if (!answer.IsSuccessStatusCode)
                log.Error($"{function.Name}: the custom handler answered {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            log.Error($"{function.Name}: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private JsonObject Body(Function function) =>
        new()
        {
            ["Data"] = new JsonObject { [function.Trigger.Name] = JsonNode.Parse(TimerData.Json) },
            ["Metadata"] = new JsonObject
            {
                ["sys"] = new JsonObject
                {
                    ["MethodName"] = function.Name,
                    ["UtcNow"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
                    ["RandGuid"] = Guid.NewGuid().ToString(),
                },
            },
        };

    private static IEnumerable<string> Logs(string answer) =>
        answer.Length > 0 && JsonNode.Parse(answer) is JsonObject { } parts && parts["Logs"] is JsonArray lines
            ? lines.Select(l => l?.ToString() ?? "")
            : [];
}
