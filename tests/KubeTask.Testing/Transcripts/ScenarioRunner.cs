using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Testing.Transcripts;

/// <summary>Sends a scenario's requests to a server and records its answers.</summary>
public sealed class ScenarioRunner(ApiConnection connection, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_betweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>The answers in order. A request that can't be made, or gets no answer within 30 s, is recorded as such.</summary>
    public async Task<Transcript> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var variables = new Variables();
        var normalizer = new Normalizer();
        var recorded = new List<RecordedExchange>();
        variables.Set("ns", JsonValue.Create(scenario.Namespace));
        foreach (Exchange exchange in scenario.Exchanges)
        {
            Answer answer = await AnswerAsync(exchange, variables, cancellationToken);
            if (exchange.As is { } name)
            {
                variables.Set(name, answer.Body);
                normalizer.Learn(name, answer.Body);
            }

            if (!exchange.Setup)
                recorded.Add(Record(exchange, answer, normalizer));
        }

        return new Transcript(scenario.Theme, recorded);
    }

    private static RecordedExchange Record(Exchange exchange, Answer answer, Normalizer normalizer)
    {
        JsonNode? body = answer.Body?.DeepClone();
        if (exchange.Keep is { } keep && JsonPaths.Find(body, keep.Path) is JsonArray list)
        {
            JsonNode?[] kept = keep.Values.Select(v => list.FirstOrDefault(e => e?[keep.Key]?.ToString() == v)?.DeepClone()).ToArray();
            list.Clear();
            foreach (JsonNode? element in kept)
                list.Add(element);
        }

        foreach (string path in exchange.Drop)
            JsonPaths.Remove(body, path);

        JsonNode? normal = exchange.Shape ? ShapeOf(body) : normalizer.Apply(body);
        return new RecordedExchange(exchange.Name, $"{exchange.Method} {exchange.Path}", answer.Status, answer.ContentType, normal);
    }

    private static JsonNode? ShapeOf(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, ShapeOf(p.Value)))),
            JsonArray list => new JsonArray([.. list.Take(1).Select(ShapeOf)]),
            null => JsonValue.Create("Null"),
            _ => JsonValue.Create(node.GetValueKind().ToString()),
        };

    private async Task<Answer> AnswerAsync(Exchange exchange, Variables variables, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_patience);
        var answer = new Answer(0, "", null);
        try
        {
            while (true)
            {
                answer = await SendAsync(exchange, variables, deadline.Token);
                if (exchange.Until is not { } until || Holds(until, answer))
                    return answer;

                await Task.Delay(s_betweenTries, time, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return answer with { Body = $"(not so within {s_patience.TotalSeconds} s) {answer.Body?.ToJsonString()}" };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or KeyNotFoundException or JsonException)
        {
            return new Answer(0, "", $"(no answer) {e.Message}");
        }
    }

    private async Task<Answer> SendAsync(Exchange exchange, Variables variables, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(exchange.Method, variables.Expand(exchange.Path));
        if (exchange.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(variables.Expand(body)));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                exchange.Headers.GetValueOrDefault("Content-Type", "application/json")
            );
        }

        foreach ((string? name, string? value) in exchange.Headers.Where(h => h.Key != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (exchange.Token is { } token && token != "none")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", variables.Expand(token));

        using HttpResponseMessage response = await connection
            .For(exchange.Token)
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (exchange.Meanwhile is { } meanwhile)
            _ = await SendAsync(meanwhile, variables, cancellationToken);

        string contentType = response.Content.Headers.ContentType?.ToString() ?? "";
        JsonNode? content =
            exchange.Frames is { } frames && response.IsSuccessStatusCode
                ? await ReadFramesAsync(response, frames, cancellationToken)
                : Parse(await response.Content.ReadAsStringAsync(cancellationToken), contentType);
        return new Answer((int)response.StatusCode, contentType, content);
    }

    private static async Task<JsonNode> ReadFramesAsync(HttpResponseMessage response, int count, CancellationToken cancellationToken)
    {
        var frames = new JsonArray();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (frames.Count < count && await reader.ReadLineAsync(cancellationToken) is { } line)
            frames.Add(JsonNode.Parse(line));

        return frames;
    }

    private static JsonNode? Parse(string text, string contentType) =>
        text.Length == 0 ? null
        : contentType.Contains("json", StringComparison.Ordinal) ? JsonNode.Parse(text)
        : JsonValue.Create(text);

    private static bool Holds(Condition condition, Answer answer) =>
        (condition.Status is not { } status || status == answer.Status)
        && (
            condition.Path is not { } path
            || (
                condition.Value is { } value
                    ? JsonNode.DeepEquals(JsonPaths.Find(answer.Body, path), value)
                    : JsonPaths.Find(answer.Body, path) is not null
            )
        );

    private sealed record Answer(int Status, string ContentType, JsonNode? Body);
}
