using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Cli.Tests.Ui;

namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class UiTests(ClusterFixture cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pipe_gets_the_address_alone_and_the_page_is_there()
    {
        using Space space = await Space.CreateAsync(cluster, "ui-page");
        using UiSession ui = await UiSession.OpenAsync(space.Start("ui"));

        using HttpResponseMessage page = await ui.GetAsync("console/");

        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith(
            "default-src 'none';",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        Assert.EndsWith("&ns=ui-page\n", ui.Process.Output, StringComparison.Ordinal);
        Assert.Single(ui.Process.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Tasks_are_created_watched_read_and_stopped_with_the_credentials_of_the_kubeconfig()
    {
        using Space space = await Space.CreateAsync(cluster, "ui-tasks", "echo at work; sleep 60");
        using UiSession ui = await UiSession.OpenAsync(space.Start("ui"));
        using HttpResponseMessage watch = await ui.GetAsync("api/v1/namespaces/ui-tasks/tasks?watch=true");
        using var events = new StreamReader(await watch.Content.ReadAsStreamAsync(Cancellation));
        await UntilAsync(events, "event: synced");

        await ui.PostAsync("api/v1/namespaces/ui-tasks/tasks", """{"name": "from-the-page", "description": "Say hello"}""");

        await UntilAsync(events, "event: added");
        await UntilAsync(events, "\"phase\":\"Running\"");
        using HttpResponseMessage log = await ui.GetAsync("api/v1/namespaces/ui-tasks/tasks/from-the-page/logs?follow=true");
        using var lines = new StreamReader(await log.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("at work", await lines.ReadLineAsync(Cancellation));
        JsonObject list = await ui.ReadAsync("api/v1/namespaces/ui-tasks/tasks");
        Assert.Equal("from-the-page", (string?)list["items"]![0]!["metadata"]!["name"]);
        await ui.PostAsync("api/v1/namespaces/ui-tasks/tasks/from-the-page/stop", "");
        await UntilAsync(events, "\"phase\":\"Completed\"");
        Assert.Equal("kubetask-system", (string?)(await ui.ReadAsync("api/v1/system"))["namespace"]);
    }

    [Fact]
    public async Task Another_user_is_impersonated()
    {
        using Space space = await Space.CreateAsync(cluster, "ui-as");
        using UiSession ui = await UiSession.OpenAsync(space.Start("ui", "--as", "jane"));

        using HttpResponseMessage refused = await ui.GetAsync("api/v1/namespaces/ui-as/tasks");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("jane", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_terminal_Ctrl_C_ends_it_even_while_a_page_watches()
    {
        using Space space = await Space.CreateAsync(cluster, "ui-terminal");
        using UiSession ui = await UiSession.OpenAsync(space.StartInTerminal(100, "ui", "--release-namespace", "elsewhere"));
        using HttpResponseMessage watch = await ui.GetAsync("api/v1/namespaces/ui-terminal/tasks?watch=true");
        Assert.Equal("elsewhere", (string?)(await ui.ReadAsync("api/v1/system"))["namespace"]);

        await ui.Process.WriteAsync(CliProcess.Interrupt, close: false);

        Assert.Contains("Ctrl-C ends it.", (await ui.Process.EndAsync()).Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_work_is_said_before_there_is_an_address()
    {
        using var port = CliProcess.Pipe(cluster.Kubeconfig, "ui", "--port", "70000");
        Assert.Equal("--port: 70000 is not a port; write a number from 0 to 65535", (await port.EndAsync()).Failed(ExitCodes.Usage));
        using (await UiSession.OpenAsync(CliProcess.Pipe(cluster.Kubeconfig, "ui")))
        {
            // The console is built.
        }

        string kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            kubeconfig,
            """
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            contexts: [{name: x, context: {cluster: c}}]
            current-context: x
            """,
            Cancellation
        );
        using var unreached = CliProcess.Pipe(kubeconfig, "ui");
        CliResult result = await unreached.EndAsync();
        Assert.StartsWith("the API server can't be reached", result.Failed(ExitCodes.Error), StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        File.Delete(kubeconfig);
    }

    private static async Task UntilAsync(StreamReader events, string text)
    {
        while (await events.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"the stream ended without {text}");
    }
}
