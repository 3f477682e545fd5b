using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using KubeTask.Core.Events;
using KubeTask.Local.Cluster;
using PocketKube.ApiServer;

namespace KubeTask.Functions.Tests;

/// <summary>Runs the functions as a process, with the rights that the chart gives them, and an API server just for them.</summary>
public sealed class FunctionsFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-functions-tests").FullName;
    private PocketApiServer? _server;
    private Process? _functions;

    /// <summary>The API server's clock.</summary>
    public ShiftedClock Clock { get; } = new();

    /// <summary>The logs of the pods that tests create.</summary>
    public ScriptedLogs PodLogs { get; } = new();

    /// <summary>What the functions have logged.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The token with which the scaler delivers events.</summary>
    public string ScalerToken { get; private set; } = "";

    internal LocalApi Api { get; private set; } = null!;
    public HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var layout = RepositoryLayout.Find();
        _server = await PocketApiServer.StartAsync(
            new ApiServerOptions
            {
                CrdDirectory = layout.Crds,
                Users = [.. LocalUsers.All(layout), .. Callers.All],
                Namespaces = ["kubetask-system"],
                TimeProvider = Clock,
                NodeLogs = PodLogs,
            },
            CancellationToken.None
        );
        string admin = Path.Combine(_folder, "admin"),
            functions = Path.Combine(_folder, "functions");
        await _server.WriteKubeconfigAsync(admin, LocalUsers.Admin, CancellationToken.None);
        await _server.WriteKubeconfigAsync(functions, LocalUsers.Functions, CancellationToken.None);
        Api = new LocalApi(admin);

        ScalerToken = await TokenAsync("kubetask-system", "kubetask-scaler", "kubetask-functions");

        int port = FreePort();
        _functions = new Process
        {
            StartInfo = new ProcessStartInfo(layout.Functions, "--exit-with-stdin")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["KUBECONFIG"] = functions, ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}" },
            },
        };
        _functions.OutputDataReceived += (_, e) => Log.Enqueue(e.Data ?? "");
        _functions.ErrorDataReceived += (_, e) => Log.Enqueue(e.Data ?? "");
        _functions.Start();
        _functions.BeginOutputReadLine();
        _functions.BeginErrorReadLine();
        Http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        await Eventually.ThatAsync(
            async () => (await Http.GetAsync(new Uri("healthz", UriKind.Relative))).IsSuccessStatusCode,
            "the functions are healthy"
        );
    }

    /// <param name="ns">The Task's namespace.</param>
    /// <param name="name">The Task's name.</param>
    /// <param name="observed">The extension attributes about its attempt, if any.</param>
    public Task<HttpResponseMessage> TaskChangedAsync(string ns, string name, params (string Name, string Value)[] observed)
    {
        var cloudEvent = new JsonObject { ["type"] = EventType.TaskChanged, ["subject"] = $"{ns}/{name}" };
        foreach ((string attribute, string value) in observed)
            cloudEvent[attribute] = value;
        return PostAsync("OnTaskChanged", cloudEvent);
    }

    public Task<HttpResponseMessage> JobCompletedAsync(string ns, string job, string task) =>
        PostAsync(
            "OnJobCompleted",
            new()
            {
                ["type"] = EventType.JobCompleted,
                ["subject"] = $"{ns}/{job}",
                ["task"] = task,
            }
        );

    public Task<HttpResponseMessage> PostAsync(string function, JsonObject cloudEvent) =>
        PostTextAsync(function, Complete(cloudEvent).ToJsonString());

    /// <summary>Delivers several events together.</summary>
    public Task<HttpResponseMessage> PostBatchAsync(string function, params JsonObject[] events) =>
        PostTextAsync(
            function,
            new JsonArray([.. events.Select(Complete)]).ToJsonString(),
            ScalerToken,
            "application/cloudevents-batch+json; charset=utf-8"
        );

    public Task<HttpResponseMessage> PostTextAsync(string function, string body) => PostTextAsync(function, body, ScalerToken);

    /// <summary>Delivers an event with a token, or without one.</summary>
    public async Task<HttpResponseMessage> PostTextAsync(
        string function,
        string body,
        string? token,
        string mediaType = "application/cloudevents+json"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"api/{function}", UriKind.Relative))
        {
            Content = new StringContent(body, MediaTypeHeaderValue.Parse(mediaType)),
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request);
    }

    /// <summary>A token that was valid for an hour and expired an hour ago.</summary>
    public async Task<string> ExpiredTokenAsync(string ns, string account, params string[] audiences)
    {
        Clock.Shift = TimeSpan.FromHours(-2);
        try
        {
            return await TokenAsync(ns, account, audiences);
        }
        finally
        {
            Clock.Shift = TimeSpan.Zero;
        }
    }

    /// <summary>A token of a ServiceAccount, which is created if it is missing.</summary>
    public async Task<string> TokenAsync(string ns, string account, params string[] audiences)
    {
        await Api.CreateServiceAccountAsync(ns, account);
        return await Api.RequestTokenAsync(ns, account, audiences);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_functions is not null)
        {
            _functions.StandardInput.Close();
            await _functions.WaitForExitAsync();
            _functions.Dispose();
        }

        Api?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static JsonObject Complete(JsonObject cloudEvent)
    {
        cloudEvent["specversion"] ??= "1.0";
        cloudEvent["id"] ??= "test";
        cloudEvent["source"] ??= "/test";
        return cloudEvent;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
