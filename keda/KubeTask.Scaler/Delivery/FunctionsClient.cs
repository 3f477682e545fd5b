using System.Net.Http.Headers;
using System.Text.Json;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Delivery;

/// <summary>The functions over HTTP/1.1, which every host of them speaks in cleartext.</summary>
internal sealed class FunctionsClient : IFunctionsClient, IDisposable
{
    private static readonly MediaTypeHeaderValue EventMediaType = new(KubeTaskEvent.MediaType, "utf-8");
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

    public async Task<(DeliveryOutcome Outcome, string? Why)> DeliverAsync(WorkItem item, CancellationToken cancellation)
    {
        string function = EventType.FunctionOf(item.EventType) ?? throw new InvalidOperationException($"no function takes {item.EventType}");
        using var timeout = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(item.ToEvent(), EventJson.Default.KubeTaskEvent));
            content.Headers.ContentType = EventMediaType;
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/" + function) { Content = content };
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Read());
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode
                ? (new DeliveryOutcome.Delivered(), null)
                : (new DeliveryOutcome.Failed(RetryAfter.Of(response, time)), $"{(int)response.StatusCode} {response.ReasonPhrase}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return (new DeliveryOutcome.Asleep(), e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return (new DeliveryOutcome.Failed(), e.Message);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            // Where a Service without endpoints drops packets instead of refusing them, connecting runs out of time.
            return timeout.IsCancellationRequested
                ? (new DeliveryOutcome.Failed(), $"no answer within {settings.Timeout.TotalSeconds:F0} s")
                : (new DeliveryOutcome.Asleep(), e.Message);
        }
    }

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
