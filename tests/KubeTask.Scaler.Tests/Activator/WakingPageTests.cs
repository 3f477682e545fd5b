using System.Net;
using KubeTask.Scaler.Activator;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>What somebody who opens the console sees while the functions wake.</summary>
public sealed class WakingPageTests : IAsyncDisposable
{
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
    public async Task Opening_the_console_shows_at_once_that_the_functions_wake_and_the_page_loads_it_when_they_answer()
    {
        await StartAsync();
        using HttpResponseMessage page = await OpenAsync("console/", "text/html,*/*");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        using var reader = new StreamReader(await page.Content.ReadAsStreamAsync(Cancellation));
        char[] begin = new char[200];
        Assert.Equal(begin.Length, await reader.ReadBlockAsync(begin, Cancellation));
        Assert.Equal(1, Demand.Count);

        await _functions.WakeAsync();

        string rest = await reader.ReadToEndAsync(Cancellation);
        Assert.Contains("The functions are waking up.", rest, StringComparison.Ordinal);
        Assert.Contains("<script>location.reload()</script>", rest, StringComparison.Ordinal);
        // The page of the activator, not that of the functions.
        Assert.Empty(_functions.Seen);
        await Eventually.That(() => Demand.Count == 0, "no demand");
    }

    [Fact]
    public async Task If_the_functions_do_not_wake_in_time_the_page_says_so_and_offers_another_try()
    {
        await StartAsync(s => s with { HoldFor = TimeSpan.FromMilliseconds(200) });

        using HttpResponseMessage page = await OpenAsync("console/", "text/html");

        string text = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Try again", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("console/", "application/json")]
    [InlineData("console/assets/index.js", "*/*")]
    [InlineData("docs", "text/html")]
    public async Task Everything_else_waits_for_its_own_answer(string path, string accept)
    {
        await StartAsync();
        Task<HttpResponseMessage> held = OpenAsync(path, accept);
        await Eventually.That(() => _services!.GetRequiredService<HoldingRoom>().Count == 1, "it is held");
        Assert.False(held.IsCompleted);

        await _functions.WakeAsync();

        using HttpResponseMessage answer = await held;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal([$"GET /{path}"], _functions.Seen);
    }

    private async Task StartAsync(Func<ActivatorSettings, ActivatorSettings>? change = null)
    {
        _services = ActivatorParts.Build(_functions, Demand, change);
        ActivatorService service = _services.GetRequiredService<ActivatorService>();
        await service.StartAsync(Cancellation);
        _http.BaseAddress = service.Address;
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
