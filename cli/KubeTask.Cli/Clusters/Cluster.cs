using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Cli.Clusters;

/// <summary>The API server as the user of the command line. Objects are JSON as the server sends them, so that no field is lost.</summary>
internal sealed class Cluster : IDisposable
{
    private const int PageSize = 500;
    private const string AnyFormat = "application/json, */*";
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(30);
    private readonly Lazy<ApiConnection> _streams;

    public Cluster(Connection connection, TimeProvider time)
    {
        Connection = connection;
        ApiConnection calls = connection.Open(s_answerWithin);
        Address = calls.Address;
#pragma warning disable CA5394 // It spreads repeated calls; nothing secret depends on it.
        Api = new ApiClient(calls, time, new Random(Environment.ProcessId));
#pragma warning restore CA5394
        // A watch or a log may be silent for hours before it begins.
        _streams = new Lazy<ApiConnection>(() => connection.Open(Timeout.InfiniteTimeSpan));
    }

    public Connection Connection { get; }

    public Uri Address { get; }

    /// <summary>The client that KubeTask's own functions use.</summary>
    public ApiClient Api { get; }

    /// <summary>The object, or null if it doesn't exist.</summary>
    public Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken) =>
        Api.GetAsync(path, ApiJson.Default.JsonObject, cancellationToken);

    /// <exception cref="CliException">The object doesn't exist.</exception>
    public async Task<JsonObject> GetAsync(Kind kind, ObjectKey key, CancellationToken cancellationToken) =>
        await FindAsync(kind.Path(key), cancellationToken)
        ?? throw new CliException(
            $"{kind.Name} {key.Name} doesn't exist in namespace {key.Namespace}; "
                + $"\"kubectl kubetask list {kind.Plural} -A\" shows those of all namespaces"
        );

    /// <summary>All objects of a collection, in the order of the server.</summary>
    /// <param name="collection">The path, with or without a query.</param>
    /// <param name="cancellationToken">Ends the listing between two pages.</param>
    /// <exception cref="CliException">The API server doesn't know the collection.</exception>
    public async Task<(List<JsonObject> Items, string Version)> ListAsync(string collection, CancellationToken cancellationToken)
    {
        var items = new List<JsonObject>();
        string page = $"{collection}{(collection.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={PageSize}";
        string next = page;
        while (true)
        {
            JsonObject list = await FindAsync(next, cancellationToken)
                ?? throw new CliException(
                    $"the API server doesn't know {collection.Split('?')[0]}; \"kubectl kubetask doctor\" says whether "
                        + "KubeTask is installed"
                );
            items.AddRange((list["items"] as JsonArray ?? []).OfType<JsonObject>());
            if ((string?)list["metadata"]?["continue"] is not { Length: > 0 } token)
                return (Fill(items, list), (string?)list["metadata"]?["resourceVersion"] ?? "");
            next = $"{page}&continue={Uri.EscapeDataString(token)}";
        }
    }

    public async Task<JsonObject> CreateAsync(string collection, JsonObject body, CancellationToken cancellationToken) =>
        Value($"POST {collection}", await Api.CreateAsync(collection, body, ApiJson.Default.JsonObject, cancellationToken));

    public async Task<JsonObject> PatchAsync(string path, JsonObject patch, CancellationToken cancellationToken) =>
        Value(
            $"PATCH {path}",
            await Api.MergePatchAsync(path, Encoding.UTF8.GetBytes(patch.ToJsonString()), ApiJson.Default.JsonObject, cancellationToken)
        );

    /// <summary>An answer that is read as it comes. The caller disposes of it.</summary>
    /// <exception cref="ApiException">The API server refused.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await _streams.Value.SendAsync(HttpMethod.Get, path, null, AnyFormat, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            ApiStatus? status = await ApiStatus.ReadAsync(response, cancellationToken);
            throw new ApiException(
                $"GET {path}",
                new ApiError(response.StatusCode, status?.Reason, status?.Message ?? response.ReasonPhrase ?? "", null)
            );
        }
    }

    /// <summary>An object as the type that Core works with.</summary>
    /// <exception cref="CliException">The object has a value that this version can't read.</exception>
    public static T As<T>(JsonObject value, JsonTypeInfo<T> type)
    {
        try
        {
            return value.Deserialize(type) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or NotSupportedException)
        {
            throw new CliException($"{(string?)value["kind"]} {(string?)value["metadata"]?["name"]} can't be read: {e.Message}");
        }
    }

    public void Dispose()
    {
        Api.Dispose();
        if (_streams.IsValueCreated)
            _streams.Value.Dispose();
    }

    private static JsonObject Value(string request, ApiResult<JsonObject> result) =>
        result.Succeeded(out JsonObject? value, out ApiError? error) ? value : throw new ApiException(request, error);

    /// <summary>The items of a list of built-in kinds don't say what they are.</summary>
    private static List<JsonObject> Fill(List<JsonObject> items, JsonObject list)
    {
        string? kind = (string?)list["kind"];
        foreach (JsonObject item in items.Where(i => i["kind"] is null && kind?.EndsWith("List", StringComparison.Ordinal) == true))
        {
            item.Insert(0, "apiVersion", (string?)list["apiVersion"]);
            item.Insert(1, "kind", kind![..^"List".Length]);
        }

        return items;
    }
}
