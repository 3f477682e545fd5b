using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Http;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Delivery;

/// <summary>Calls the functions over HTTP/1.1, which every host of them speaks in cleartext.</summary>
internal sealed class FunctionsClient : IFunctionsClient, IDisposable
{
    private static readonly MediaTypeHeaderValue s_eventMediaType = new(KubeTaskEvent.MediaType, "utf-8");
    private static readonly MediaTypeHeaderValue s_batchMediaType = new(KubeTaskEvent.BatchMediaType, "utf-8");
    private readonly SocketsHttpHandler _handler = new()
    {
        // A connection stays with one replica, so short-lived connections give new replicas their share.
        PooledConnectionLifetime = TimeSpan.FromSeconds(5),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };

    private readonly HttpClient _http;
    private readonly DeliverySettings _settings;
    private readonly TimeProvider _time;
    private readonly TokenFile? _token;

    public FunctionsClient(DeliverySettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _token = settings.TokenFile is { Length: > 0 } file ? new TokenFile(file, time) : null;
        string address = settings.FunctionsUrl.AbsoluteUri;
        _http = new HttpClient(_handler, disposeHandler: false)
        {
            BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<IReadOnlyList<(DeliveryOutcome Outcome, string? Why)>> DeliverAsync(
        IReadOnlyList<WorkItem> items,
        CancellationToken cancellationToken
    )
    {
        (DeliveryOutcome outcome, string? why, UndoneEvent[] undone) = await SendAsync(items, cancellationToken);
        return
        [
            .. items.Select(item =>
                outcome is DeliveryOutcome.Delivered && Array.Find(undone, u => u.Subject == item.Subject.ToString()) is { } one
                    ? (new DeliveryOutcome.Failed(), one.Why)
                    : (outcome, why)
            ),
        ];
    }

    private async Task<(DeliveryOutcome Outcome, string? Why, UndoneEvent[] Undone)> SendAsync(
        IReadOnlyList<WorkItem> items,
        CancellationToken cancellationToken
    )
    {
        string function = EventType.FunctionOf(items[0].EventType)
            ?? throw new InvalidOperationException($"no function takes {items[0].EventType}");
        using var timeout = new CancellationTokenSource(_settings.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using ByteArrayContent content = ContentOf(items);
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/" + function) { Content = content };
            if (_token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token.Read());
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (
                    new DeliveryOutcome.Failed(RetryAfter.Of(response, _time)),
                    $"{(int)response.StatusCode} {response.ReasonPhrase}",
                    []
                );
            }

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
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Where a Service without endpoints drops packets instead of refusing them, connecting runs out of time.
            return timeout.IsCancellationRequested
                ? (new DeliveryOutcome.Failed(), $"no answer within {_settings.Timeout.TotalSeconds:F0} s", [])
                : (new DeliveryOutcome.Asleep(), e.Message, []);
        }
    }

    private static ByteArrayContent ContentOf(IReadOnlyList<WorkItem> items)
    {
        bool batch = items.Count > 1;
        var content = new ByteArrayContent(
            batch
                ? JsonSerializer.SerializeToUtf8Bytes([.. items.Select(i => i.ToEvent())], EventJson.Default.KubeTaskEventArray)
                : JsonSerializer.SerializeToUtf8Bytes(items[0].ToEvent(), EventJson.Default.KubeTaskEvent)
        );
        content.Headers.ContentType = batch ? s_batchMediaType : s_eventMediaType;
        return content;
    }

    /// <summary>The events of a batch that the answer lists as not done.</summary>
    private static async Task<UndoneEvent[]> UndoneAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode == HttpStatusCode.NoContent
            ? []
            : await response.Content.ReadFromJsonAsync(EventJson.Default.UndoneEventArray, cancellationToken) ?? [];

    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.ProbeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(
                new Uri("healthz", UriKind.Relative),
                HttpCompletionOption.ResponseHeadersRead,
                either.Token
            );
            return response.IsSuccessStatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            // The functions don't answer yet, and that is what the caller wants to know.
            return false;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }
}
