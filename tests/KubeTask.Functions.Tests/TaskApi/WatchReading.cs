using System.Net;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>A stream of server-sent events, read event by event.</summary>
internal sealed class WatchReading(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    public HttpStatusCode Status => response.StatusCode;

    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>The next event. Comments, and ids without an event, are passed over.</summary>
    public async Task<(string Type, string? Id, JsonObject Data)> NextAsync()
    {
        string? type = null,
            id = null,
            data = null;
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line["event: ".Length..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line["id: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line["data: ".Length..];
            else if (line.Length == 0 && type is not null && data is not null)
                return (type, id, JsonNode.Parse(data)!.AsObject());
        }

        throw new InvalidOperationException("the stream ended");
    }

    /// <summary>Whether nothing follows.</summary>
    public async Task<bool> HasEndedAsync() => await lines.ReadLineAsync(TestContext.Current.CancellationToken) is null;

    /// <summary>Passes over events until one of a type.</summary>
    public async Task<(string Type, string? Id, JsonObject Data)> UntilAsync(string type)
    {
        while (true)
        {
            (string Type, string? Id, JsonObject Data) next = await NextAsync();
            if (next.Type == type)
                return next;
        }
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
