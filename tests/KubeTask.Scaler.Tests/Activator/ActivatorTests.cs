using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using KubeTask.Scaler.Activator;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>The activator over sockets: what passes, what waits, what is refused, and what counts as demand.</summary>
public sealed class ActivatorTests : IAsyncDisposable
{
    private const string Tasks = "api/v1/namespaces/default/tasks";
    private readonly SleepingFunctions _functions = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private ServiceProvider? _services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CountingDemand Demand { get; } = new();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.GetRequiredService<ActivatorService>().StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
        }

        _http.Dispose();
        await _functions.DisposeAsync();
    }

    [Fact]
    public async Task While_the_functions_are_awake_a_request_and_its_answer_pass_unchanged()
    {
        await StartAsync();
        await _functions.WakeAsync();

        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, Tasks + "?wait=60s&x=%2F", "hello");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("Bearer t hello", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(["POST /" + Tasks + "?wait=60s&x=%2F"], _functions.Seen);
    }

    [Fact]
    public async Task While_the_functions_sleep_a_request_counts_as_demand_and_is_answered_once_they_wake()
    {
        await StartAsync();
        Task<HttpResponseMessage>[] held = [.. Enumerable.Range(0, 20).Select(n => SendAsync(HttpMethod.Post, Tasks, $"body {n}"))];
        await Eventually.That(() => Demand.Count == 20, "20 requests held");
        Assert.DoesNotContain(held, h => h.IsCompleted);
        await _functions.WakeAsync();

        HttpResponseMessage[] answers = await Task.WhenAll(held);
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(n => $"Bearer t body {n}"),
            await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync(Cancellation)))
        );
        Assert.Equal(20, _functions.Seen.Count);
        await Eventually.That(() => Demand.Count == 0, "no demand");
    }

    [Fact]
    public async Task A_request_over_the_limits_of_count_or_bytes_is_refused_with_503_and_Retry_After()
    {
        await StartAsync(s => s with { MostHeld = 2, MostHeldBytes = 1500 });
        Task<HttpResponseMessage> first = SendAsync(HttpMethod.Post, Tasks, new string('x', 1000));
        // A request is demand before it has its place.
        HoldingRoom room = _services!.GetRequiredService<HoldingRoom>();
        await Eventually.That(() => room.Count == 1, "the first is held");

        using HttpResponseMessage bytes = await SendAsync(HttpMethod.Post, Tasks, new string('x', 1000));
        Task<HttpResponseMessage> second = SendAsync(HttpMethod.Get, Tasks, null);
        await Eventually.That(() => room.Count == 2, "the second is held");
        using HttpResponseMessage count = await SendAsync(HttpMethod.Get, Tasks, null);

        Assert.All([bytes, count], a =>
            Assert.Equal((HttpStatusCode.ServiceUnavailable, 2.0), (a.StatusCode, a.Headers.RetryAfter?.Delta?.TotalSeconds))
        );
        await _functions.WakeAsync();
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created], (await Task.WhenAll(first, second)).Select(a => a.StatusCode));
    }

    [Fact]
    public async Task A_request_is_refused_with_503_and_Retry_After_if_the_functions_do_not_wake_in_time()
    {
        await StartAsync(s => s with { HoldFor = TimeSpan.FromMilliseconds(200) });

        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, Tasks, "x");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 10.0), (answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds));
        Assert.Contains("did not wake within", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_answer_counts_as_demand_to_its_last_byte_and_arrives_as_it_is_written()
    {
        await StartAsync();
        var more = new TaskCompletionSource();
        _functions.Answer = async context =>
        {
            await context.Response.WriteAsync("first\n");
            await more.Task;
            await context.Response.WriteAsync("last\n");
        };
        await _functions.WakeAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_http.BaseAddress!, Tasks + "/t/logs?follow=true"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "t");
        using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("first", await lines.ReadLineAsync(Cancellation));
        Assert.Equal(1, Demand.Count);
        more.SetResult();

        Assert.Equal("last", await lines.ReadLineAsync(Cancellation));
        await Eventually.That(() => Demand.Count == 0, "no demand");
    }

    // hazards.md, row 22
    [Fact]
    public async Task Hazard_22_a_function_that_dies_with_a_submission_gives_503_and_the_submission_is_not_sent_twice()
    {
        await StartAsync();
        _functions.Answer = async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Abort();
        };
        await _functions.WakeAsync();

        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, Tasks, "x");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("the same Idempotency-Key", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Single(_functions.Seen);
    }

    [Fact]
    public async Task An_endless_body_is_refused_with_413_and_a_broken_one_affects_no_other_request()
    {
        await StartAsync();
        await _functions.WakeAsync();
        var endless = new StringBuilder(
            $"POST /{Tasks} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nTransfer-Encoding: chunked\r\n\r\n"
        );
        for (int i = 0; i < 20; i++)
            endless.Append("10000\r\n").Append('x', 0x10000).Append("\r\n");

        Assert.StartsWith(
            "HTTP/1.1 413 ",
            await RawConnection.SendAsync(_http.BaseAddress!.Port, endless.ToString()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_thousand_connections_that_never_finish_their_headers_are_closed_and_keep_no_caller_out()
    {
        await StartAsync(s => s with { HeadersWithin = TimeSpan.FromSeconds(2) });
        await _functions.WakeAsync();
        List<TcpClient> slow = [];
        try
        {
            for (int i = 0; i < 1000; i++)
            {
                var client = new TcpClient();
                slow.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, _http.BaseAddress!.Port, Cancellation);
                await client.GetStream().WriteAsync("GET /api/v1/namespaces HTTP/1.1\r\nX-Slow: "u8.ToArray(), Cancellation);
            }

            using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, Tasks, "through");

            Assert.Equal("Bearer t through", await answer.Content.ReadAsStringAsync(Cancellation));
            foreach (TcpClient client in slow)
                await RawConnection.EndAsync(client);
        }
        finally
        {
            slow.ForEach(c => c.Dispose());
        }
    }

    private async Task StartAsync(Func<ActivatorSettings, ActivatorSettings>? change = null)
    {
        _services = ActivatorParts.Build(_functions, Demand, change);
        ActivatorService activator = _services.GetRequiredService<ActivatorService>();
        await activator.StartAsync(Cancellation);
        _http.BaseAddress = activator.Address;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(_http.BaseAddress!.AbsoluteUri + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "t");
        if (body is not null)
            request.Content = new StringContent(body);
        return await _http.SendAsync(request, Cancellation);
    }
}
