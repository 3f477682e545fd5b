using System.Net;
using System.Net.Sockets;

namespace KubeTask.FunctionsHost.Tests;

/// <summary>What can't run is said in one line.</summary>
public sealed class BadAppTests
{
    [Fact]
    public async Task A_missing_folder_is_named() =>
        await FailsAsync("/nowhere/app", 1, "kubetask-functions-host: /nowhere/app: is no folder");

    [Fact]
    public async Task A_host_json_that_is_no_JSON_is_named_with_the_line()
    {
        using AppFolder app = new AppFolder().Write("host.json", "{\n  \"version\": 2.0.1\n}");
        await FailsAsync(app.Path, 1, $"kubetask-functions-host: {app.Path}/host.json: can't be read as JSON ($.version, line 2)");
    }

    [Fact]
    public async Task A_folder_with_neither_a_custom_handler_nor_a_worker_lacks_the_workers_description()
    {
        using AppFolder app = new AppFolder().Write("host.json", "{}");
        await FailsAsync(app.Path, 1, $"kubetask-functions-host: {app.Path}/worker.config.json: is missing");
    }

    [Fact]
    public async Task A_worker_that_ends_before_it_is_initialized_is_an_error_with_its_exit_code()
    {
        using AppFolder app = new AppFolder()
            .Write("host.json", "{}")
            .Write(
                "worker.config.json",
                """
                {
                  "description": {
                    "language": "dotnet-isolated",
                    "defaultExecutablePath": "/bin/sh",
                    "arguments": ["-c", "exit 3"],
                    "defaultWorkerPath": "worker.dll"
                  }
                }
                """
            );
        await FailsAsync(app.Path, 1, "kubetask-functions-host: the worker ended with 3 before it was initialized");
    }

    [Fact]
    public async Task A_missing_program_and_a_bad_schedule_are_named()
    {
        using var missing = AppFolder.WithHandler("nothing", AppFolder.Proxying);
        await using var host = HostProcess.Start(missing.Path);
        Assert.Equal(1, await host.ExitAsync());
        await host.LineAsync($"kubetask-functions-host: {missing.Path}/nothing: can't be started");

        using var never = AppFolder.WithHandler(Built.Handler, AppFolder.Proxying, AppFolder.Timer("Tick", "now and then"));
        await FailsAsync(never.Path, 1, "kubetask-functions-host: Tick: its schedule \"now and then\" is no NCRONTAB expression");
    }

    [Fact]
    public async Task A_function_that_wants_a_key_is_refused()
    {
        using AppFolder app = AppFolder
            .WithHandler(Built.Handler, AppFolder.Proxying)
            .Write("Echo/function.json", """{ "bindings": [ { "type": "httpTrigger", "name": "r" } ] }""");
        await FailsAsync(
            app.Path,
            1,
            "kubetask-functions-host: Echo: this host has no keys; its httpTrigger needs \"authLevel\": \"anonymous\""
        );
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var app = AppFolder.WithHandler(Built.Handler, AppFolder.Proxying);
        await using var host = HostProcess.Start(port, app.Path);

        Assert.Equal(1, await host.ExitAsync());
        await host.LineAsync($"kubetask-functions-host: port {port} on 127.0.0.1 can't be opened: ");
    }

    [Fact]
    public async Task A_wrong_argument_is_named_and_help_is_given()
    {
        await using var wrong = HostProcess.Start("/", "--silence", "long");
        Assert.Equal(2, await wrong.ExitAsync());
        await wrong.LineAsync("--silence: \"long\" is not a number of seconds above 0");

        await using var help = HostProcess.Start("/", "--help");
        Assert.Equal(0, await help.ExitAsync());
        await help.LineAsync("--app FOLDER");
    }

    private static async Task FailsAsync(string app, int code, string message)
    {
        await using var host = HostProcess.Start(app);
        Assert.Equal(code, await host.ExitAsync());
        await host.LineAsync(message);
    }
}
