using System.Diagnostics;
using System.Net;

namespace KubeTask.FunctionsHost.Tests;

/// <summary>The isolated worker of this repository behind the host.</summary>
public sealed class WorkerTests : IAsyncLifetime
{
    private HostProcess _host = null!;

    public ValueTask InitializeAsync()
    {
        _host = HostProcess.Start(Built.WorkerFolder);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Its_functions_are_loaded_and_answer_by_their_routes_and_methods()
    {
        // A request that comes before the functions are loaded waits.
        using HttpResponseMessage healthy = await EarlyAsync("healthz");
        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        string functions = await _host.LineAsync(" functions: ");
        Assert.Contains("Health", functions, StringComparison.Ordinal);
        Assert.Contains("OnCronTick", functions, StringComparison.Ordinal);
        Assert.Contains("OnTaskChanged", functions, StringComparison.Ordinal);

        using HttpResponseMessage refused = await _host.PostAsync("api/OnTaskChanged", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using HttpResponseMessage nowhere = await _host.GetAsync("nowhere"),
            wrongMethod = await _host.PostAsync("healthz"),
            root = await _host.GetAsync("");
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrongMethod.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, root.StatusCode);
    }

    [Fact]
    public async Task It_ends_with_the_host_and_is_asked_to_by_the_protocol()
    {
        await _host.LineAsync(" functions: ");
        using Process worker = _host.Child();

        await _host.TerminateAsync();

        Assert.Equal(0, await _host.ExitAsync());
        Assert.True(worker.HasExited);
        Assert.DoesNotContain(_host.Lines, l => l.Contains("is killed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_ends_when_the_host_is_killed()
    {
        await _host.LineAsync(" functions: ");
        using Process worker = _host.Child();

        _host.Kill();

        CancellationToken stop = TestContext.Current.CancellationToken;
        await worker.WaitForExitAsync(stop).WaitAsync(TimeSpan.FromSeconds(10), stop);
    }

    [Fact]
    public async Task One_that_is_killed_is_started_again()
    {
        await _host.LineAsync(" functions: ");
        using Process worker = _host.Child();

        worker.Kill();

        await _host.LineAsync("the worker is started again");
        using HttpResponseMessage healthy = await _host.GetAsync("healthz");
        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        using Process another = _host.Child();
        Assert.NotEqual(worker.Id, another.Id);
    }

    /// <summary>The first connection may come before the host listens.</summary>
    private async Task<HttpResponseMessage> EarlyAsync(string path)
    {
        HttpResponseMessage? answer = null;
        await Eventually.ThatAsync(
            async () =>
            {
                answer = await _host.GetAsync(path);
                return true;
            },
            "the host listens"
        );
        return answer!;
    }
}
