using System.Collections.Concurrent;
using System.Net.Http.Headers;
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
    private FunctionsProcess? _functions;

    /// <summary>The API server's clock.</summary>
    public ShiftedClock Clock { get; } = new();

    /// <summary>The logs of the pods that tests create.</summary>
    public ScriptedLogs PodLogs { get; } = new();

    /// <summary>What the functions have logged.</summary>
    public ConcurrentQueue<string> Log => _functions!.Log;

    /// <summary>The token with which the scaler delivers events.</summary>
    public string ScalerToken { get; private set; } = "";

    internal LocalApi Api { get; private set; } = null!;
    public HttpClient Http => _functions!.Http;

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

        _functions = await FunctionsProcess.StartAsync(functions);
    }

    /// <summary>Starts the functions a second time, with the same rights.</summary>
    public Task<FunctionsProcess> StartAnotherAsync(params (string Name, string Value)[] variables) =>
        FunctionsProcess.StartAsync(Path.Combine(_folder, "functions"), variables);

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
        PostAsync(Http, function, cloudEvent, ScalerToken);

    /// <summary>Delivers an event to one of several processes.</summary>
    public static Task<HttpResponseMessage> PostAsync(HttpClient http, string function, JsonObject cloudEvent, string? token) =>
        PostTextAsync(http, function, Complete(cloudEvent).ToJsonString(), token, "application/cloudevents+json");

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
    public Task<HttpResponseMessage> PostTextAsync(
        string function,
        string body,
        string? token,
        string mediaType = "application/cloudevents+json"
    ) => PostTextAsync(Http, function, body, token, mediaType);

    private static async Task<HttpResponseMessage> PostTextAsync(
        HttpClient http,
        string function,
        string body,
        string? token,
        string mediaType
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"api/{function}", UriKind.Relative))
        {
            Content = new StringContent(body, MediaTypeHeaderValue.Parse(mediaType)),
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
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
        if (_functions is not null)
            await _functions.DisposeAsync();
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
}
