using System.Globalization;
using System.Net;
using System.Text;

namespace KubeTask.FunctionsHost.Tests;

/// <summary>A custom handler behind the host, as hosts do it that stream and as older hosts do it.</summary>
public sealed class HandlerTests
{
    private static readonly (string Name, string Binding)[] s_functions =
    [
        AppFolder.Http("Health", "healthz", "get"),
        AppFolder.Http("Lines", "lines", "get"),
        AppFolder.Http("Silent", "silent", "get"),
        AppFolder.Http("Echo", "echo", "post"),
        AppFolder.Http("Go", "go", "post"),
        AppFolder.Http("Exit", "exit/{code}", "post"),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_proxying_an_answer_arrives_line_by_line()
    {
        using AppFolder app = Handler(AppFolder.Proxying);
        await using HostProcess host = await ReadyAsync(app);

        using HttpResponseMessage answer = await host.GetAsync("lines");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        Assert.Equal("first", await lines.ReadLineAsync(Stop));

        using HttpResponseMessage go = await host.PostAsync("go");
        Assert.Equal("second", await lines.ReadLineAsync(Stop));
        Assert.Null(await lines.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task An_image_says_by_variables_where_the_app_is_and_that_everybody_is_answered()
    {
        using AppFolder app = Handler(AppFolder.Proxying);
        await using var host = HostProcess.StartInImage(HostProcess.FreePort(), app.Path);
        await host.LineAsync(" functions: ");

        using HttpResponseMessage healthy = await host.GetAsync("healthz");
        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        // Another address than that of the port for this machine alone.
        using var other = new HttpClient { BaseAddress = new Uri($"http://127.1.2.3:{host.Port}") };
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(new Uri("healthz", UriKind.Relative), Stop)).StatusCode);
    }

    [Fact]
    public async Task With_forwarding_alone_an_answer_arrives_at_once_when_it_is_complete()
    {
        using AppFolder app = Handler(AppFolder.Forwarding);
        await using HostProcess host = await ReadyAsync(app);

        Task<HttpResponseMessage> answering = host.GetAsync("lines");
        await host.LineAsync("the first line is sent");
        // The host has had the line for at least one round trip.
        using HttpResponseMessage healthy = await host.GetAsync("healthz");
        Assert.False(answering.IsCompleted);

        using HttpResponseMessage go = await host.PostAsync("go");
        using HttpResponseMessage answer = await answering;
        Assert.Equal("first\nsecond\n", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(13, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData(AppFolder.Proxying, HttpStatusCode.OK, "a body")]
    [InlineData(AppFolder.Forwarding, HttpStatusCode.InternalServerError, "")]
    public async Task A_body_without_a_length_needs_proxying(string ways, HttpStatusCode status, string text)
    {
        using AppFolder app = Handler(ways);
        await using HostProcess host = await ReadyAsync(app);
        using var body = new StringContent("a body");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("echo", UriKind.Relative)) { Content = body };
        request.Headers.TransferEncodingChunked = true;

        using HttpResponseMessage answer = await host.Http.SendAsync(request, Stop);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(text, await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData(AppFolder.Proxying)]
    [InlineData(AppFolder.Forwarding)]
    public async Task Requests_and_answers_go_through_as_they_are(string ways)
    {
        using AppFolder app = Handler(ways);
        await using HostProcess host = await ReadyAsync(app);
        using var body = new StringContent(new string('x', 100_000), Encoding.UTF8, "text/plain");

        using HttpResponseMessage echo = await host.PostAsync("echo?a=b", body),
            nowhere = await host.GetAsync("go"),
            ping = await host.GetAsync("admin/host/ping");

        Assert.Equal(100_000, (await echo.Content.ReadAsStringAsync(Stop)).Length);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
    }

    [Fact]
    public async Task A_call_that_is_silent_is_cut_with_500_and_no_body_or_in_its_middle()
    {
        using AppFolder app = Handler(AppFolder.Proxying);
        await using HostProcess host = await ReadyAsync(app, "--silence", "0.5");

        using HttpResponseMessage unanswered = await host.GetAsync("silent");
        Assert.Equal(HttpStatusCode.InternalServerError, unanswered.StatusCode);
        Assert.Empty(await unanswered.Content.ReadAsByteArrayAsync(Stop));

        using HttpResponseMessage half = await host.GetAsync("silent?line");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => half.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task The_handler_learns_that_a_caller_has_left()
    {
        using AppFolder app = Handler(AppFolder.Proxying);
        await using HostProcess host = await ReadyAsync(app);
        using var leaving = new CancellationTokenSource();

        Task<HttpResponseMessage> call = host.Http.GetAsync(new Uri("silent", UriKind.Relative), leaving.Token);
        await host.LineAsync("silent");
        await leaving.CancelAsync();

        await host.LineAsync("the caller has left");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_timer_calls_the_handler_with_its_data_and_the_answers_lines_are_logged()
    {
        using var app = AppFolder.WithHandler(
            Built.Handler,
            AppFolder.Proxying,
            AppFolder.Timer("Tick", "* * * * * *"),
            AppFolder.Http("Health", "healthz", "get")
        );
        await using var host = HostProcess.Start(app.Path);

        string tick = await host.LineAsync("tick: {");
        Assert.Contains(
            "\"Data\":{\"tick\":{\"Schedule\":{\"AdjustForDST\":true},\"ScheduleStatus\":null,",
            tick,
            StringComparison.Ordinal
        );
        Assert.Contains("\"MethodName\":\"Tick\"", tick, StringComparison.Ordinal);
        Assert.Equal("Information: Function.Tick: it ticks", await host.LineAsync("it ticks"));
    }

    [Fact]
    public async Task A_handler_that_ends_with_1_is_started_again_and_one_that_ends_with_0_is_not()
    {
        using AppFolder app = Handler(AppFolder.Proxying);
        await using HostProcess host = await ReadyAsync(app);
        int first = await ProcessAsync(host);

        using HttpResponseMessage broken = await host.PostAsync("exit/1");
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        await host.LineAsync("the custom handler is started again");
        Assert.NotEqual(first, await ProcessAsync(host));

        using HttpResponseMessage ended = await host.PostAsync("exit/0");
        await host.LineAsync("isn't started again");
        using HttpResponseMessage failed = await host.GetAsync("healthz"),
            ping = await host.GetAsync("admin/host/ping");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
    }

    [Fact]
    public async Task The_native_functions_process_is_a_custom_handler_with_healthz_and_events()
    {
        using var app = AppFolder.WithHandler(
            Built.Functions,
            AppFolder.Proxying,
            AppFolder.Http("Health", "healthz", "get"),
            AppFolder.Http("OnTaskChanged", "api/OnTaskChanged", "post")
        );
        await using HostProcess host = await ReadyAsync(app);

        using HttpResponseMessage healthy = await host.GetAsync("healthz"),
            refused = await host.PostAsync("api/OnTaskChanged", new StringContent("{}"));
        using System.Diagnostics.Process handler = host.Child();
        host.Kill();

        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await handler.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
    }

    private static AppFolder Handler(string ways) => AppFolder.WithHandler(Built.Handler, ways, s_functions);

    private static async Task<HostProcess> ReadyAsync(AppFolder app, params string[] arguments)
    {
        var host = HostProcess.Start(app.Path, arguments);
        await host.LineAsync(" functions: ");
        return host;
    }

    private static async Task<int> ProcessAsync(HostProcess host)
    {
        using HttpResponseMessage answer = await host.GetAsync("healthz");
        return int.Parse(await answer.Content.ReadAsStringAsync(Stop), CultureInfo.InvariantCulture);
    }
}
