using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Delivery;

/// <summary>The functions over HTTP/1.1, which every host of them speaks in cleartext.</summary>
internal sealed class FunctionsClient : IFunctionsClient, IDisposable
{
    private static readonly MediaTypeHeaderValue EventMediaType = new(KubeTaskEvent.MediaType, "utf-8");
    private static readonly MediaTypeHeaderValue BatchMediaType = new(KubeTaskEvent.BatchMediaType, "utf-8");
    private readonly SocketsHttpHandler handler = new()
    {
        // A connection stays with one replica: short lives give new replicas their share.
        PooledConnectionLifetime = TimeSpan.FromSeconds(5),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };

    private readonly HttpClient http;
    private readonly DeliverySettings settings;
    private readonly TimeProvider time;
    private readonly TokenFile? token;

    public FunctionsClient(DeliverySettings settings, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        token = settings.TokenFile is { Length: > 0 } file ? new TokenFile(file, time) : null;
        string address = settings.FunctionsUrl.AbsoluteUri;
        http = new HttpClient(handler, disposeHandler: false)
        {
            BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<IReadOnlyList<(DeliveryOutcome Outcome, string? Why)>> DeliverAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        (DeliveryOutcome outcome, string? why, UndoneEvent[] undone) = await SendAsync(items, cancellation);
        return [.. items.Select(item => outcome is DeliveryOutcome.Delivered && Array.Find(undone, u => u.Subject == item.Subject.ToString()) is { } one
            ? (new DeliveryOutcome.Failed(), one.Why)
            : (outcome, why))];
    }

    private async Task<(DeliveryOutcome Outcome, string? Why, UndoneEvent[] Undone)> SendAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        string function = EventType.FunctionOf(items[0].EventType) ?? throw new InvalidOperationException($"no function takes {items[0].EventType}");
        using var timeout = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using ByteArrayContent content = ContentOf(items);
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/" + function) { Content = content };
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Read());
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
                return (new DeliveryOutcome.Failed(RetryAfter.Of(response, time)), $"{(int)response.StatusCode} {response.ReasonPhrase}", []);
            return (new DeliveryOutcome.Delivered(), null, items.Count > 1 ? await UndoneAsync(response, either.Token) : []);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return (new DeliveryOutcome.Asleep(), e.Message, []);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or JsonException)
        {
            return (new DeliveryOutcome.Failed(), e.Message, []);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            // Where a Service without endpoints drops packets instead of refusing them, connecting runs out of time.
            return timeout.IsCancellationRequested
                ? (new DeliveryOutcome.Failed(), $"no answer within {settings.Timeout.TotalSeconds:F0} s", [])
                : (new DeliveryOutcome.Asleep(), e.Message, []);
        }
    }

    private static ByteArrayContent ContentOf(IReadOnlyList<WorkItem> items)
    {
        bool batch = items.Count > 1;
        var content = new ByteArrayContent(batch
            ? JsonSerializer.SerializeToUtf8Bytes([.. items.Select(i => i.ToEvent())], EventJson.Default.KubeTaskEventArray)
            : JsonSerializer.SerializeToUtf8Bytes(items[0].ToEvent(), EventJson.Default.KubeTaskEvent));
        content.Headers.ContentType = batch ? BatchMediaType : EventMediaType;
        return content;
    }

    /// <summary>The events of a batch that its answer says aren't done.</summary>
    private static async Task<UndoneEvent[]> UndoneAsync(HttpResponseMessage response, CancellationToken cancellation)
        => response.StatusCode == HttpStatusCode.NoContent ? [] : await response.Content.ReadFromJsonAsync(EventJson.Default.UndoneEventArray, cancellation) ?? [];

    public async Task<bool> ProbeAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(settings.ProbeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri("healthz", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Not there yet, which is what is asked.
            return false;
        }
    }

    public void Dispose()
    {
        http.Dispose();
        handler.Dispose();
    }
}
