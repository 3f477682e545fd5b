using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KubeTask.Kubernetes.Api;
using PocketKube.ApiServer.Patch;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// An API server's objects by path, with what matters to a race: a name can be used once, preconditions are checked, versions change.
/// </summary>
internal sealed class MemoryApi(TimeProvider time)
{
    private static readonly string[] s_identity = ["uid", "resourceVersion"];
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>The last steps, in order.</summary>
    public Queue<string> Story { get; } = [];

    /// <summary>Called before each Job is created.</summary>
    public Action<JsonObject> JobCreating { get; set; } = _ => { };

    /// <summary>Called after a function has changed an object, with its path.</summary>
    public Action<string> FunctionChanged { get; set; } = _ => { };

    /// <summary>Whether the API server is too old for podReplacementPolicy, and drops it.</summary>
    public bool IsOld { get; init; }

    /// <summary>Whether to refuse the next object that a function creates, as a quota or a webhook that is down does.</summary>
    public Func<bool> RefusesCreate { get; set; } = () => false;

    /// <summary>Called before a function deletes an object.</summary>
    public Action<string> FunctionDeleting { get; set; } = _ => { };

    public IEnumerable<KeyValuePair<string, JsonObject>> Of(string collection) =>
        _objects.Where(o => o.Key.StartsWith(collection + "/", StringComparison.Ordinal) && o.Key.IndexOf('/', collection.Length + 1) < 0);

    public JsonObject? Find(string path) => _objects.GetValueOrDefault(path);

    public T? Get<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        int query = path.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
            return Find(path)?.Deserialize(type);
        string collection = path[..query];
        if (path[(query + 1)..].StartsWith("resourceVersion=", StringComparison.Ordinal) && Find(collection) is { } one)
            return one.Deserialize(type);
        string[] selector = Selector(path[(query + 1)..]);
        var items = new JsonArray([
            .. Of(collection)
                .Select(o => o.Value)
                .Where(o => selector.Length < 2 || (string?)o["metadata"]!["labels"]?[selector[0]] == selector[1])
                .Select(o => o.DeepClone()),
        ]);
        return new JsonObject { ["metadata"] = new JsonObject(), ["items"] = items }.Deserialize(type);
    }

    public ApiResult<T> Create<T>(string collection, T body, JsonTypeInfo<T> type)
        where T : class
    {
        JsonObject document = JsonSerializer.SerializeToNode(body, type)!.AsObject();
        string path = $"{collection}/{document["metadata"]!["name"]}";
        if (_objects.ContainsKey(path))
            return Refused<T>(HttpStatusCode.Conflict, "AlreadyExists");
        if (collection.EndsWith("/events", StringComparison.Ordinal))
            return new ApiResult<T>(body, null);
        if (RefusesCreate())
            return Refused<T>(HttpStatusCode.Forbidden, "Forbidden");
        Add(collection, document);
        return new ApiResult<T>(document.Deserialize(type), null);
    }

    public void Add(string collection, JsonObject document)
    {
        JsonObject metadata = document["metadata"]!.AsObject();
        metadata["uid"] ??= "uid-" + (++_version).ToString(CultureInfo.InvariantCulture);
        metadata["creationTimestamp"] ??= time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Stamp(document);
        if (collection.EndsWith("/jobs", StringComparison.Ordinal))
        {
            if (IsOld)
                document["spec"]!.AsObject().Remove("podReplacementPolicy");
            JobCreating(document);
        }

        _objects[$"{collection}/{metadata["name"]}"] = document;
    }

    public ApiResult<T> Patch<T>(string path, byte[] patch, JsonTypeInfo<T> type)
        where T : class
    {
        if (Find(path) is not { } document)
            return Refused<T>(HttpStatusCode.NotFound, "NotFound");
        JsonObject changes = JsonNode.Parse(patch)!.AsObject();
        JsonObject metadata = changes["metadata"]?.AsObject() ?? [];
        if (Differs(metadata, document))
            return Refused<T>(HttpStatusCode.Conflict, "Conflict");
        foreach (string field in s_identity)
            metadata.Remove(field);
        return Written(path, d => MergePatch.Apply(d, changes), type);
    }

    /// <summary>Updates a status. Of an object that is gone, a real server says that its uid isn't the expected one.</summary>
    public ApiResult<T> UpdateStatus<T>(string path, byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        string target = path[..^"/status".Length];
        JsonObject update = JsonNode.Parse(body)!.AsObject();
        return Find(target) is not { } document || Differs(update["metadata"]!.AsObject(), document)
            ? Refused<T>(HttpStatusCode.Conflict, "Conflict")
            : Written(target, d => d["status"] = update["status"]!.DeepClone(), type);
    }

    private static bool Differs(JsonObject metadata, JsonObject document) =>
        s_identity.Any(field => metadata[field] is { } wanted && (string?)wanted != (string?)document["metadata"]![field]);

    private ApiResult<T> Written<T>(string path, Action<JsonObject> change, JsonTypeInfo<T> type)
        where T : class
    {
        Change(path, change);
        FunctionChanged(path);
        return new ApiResult<T>(Find(path)!.Deserialize(type), null);
    }

    public void Change(string path, Action<JsonObject> change)
    {
        change(_objects[path]);
        Stamp(_objects[path]);
    }

    /// <summary>Deletes an object and everything that it owns.</summary>
    public void Delete(string path, string? uid = null, string? version = null)
    {
        if (
            Find(path) is not { } document
            || (uid is not null && (string?)document["metadata"]!["uid"] != uid)
            || (version is not null && (string?)document["metadata"]!["resourceVersion"] != version)
        )
        {
            return;
        }

        if (document["metadata"]!["finalizers"] is not null)
        {
            Change(path, d => d["metadata"]!["deletionTimestamp"] ??= "2026-01-01T00:00:00Z");
            return;
        }

        _objects.Remove(path);
        string gone = (string)document["metadata"]!["uid"]!;
        foreach (
            string owned in _objects
                .Where(o => o.Value["metadata"]!["ownerReferences"]?.AsArray().Any(r => (string?)r!["uid"] == gone) == true)
                .Select(o => o.Key)
                .ToList()
        )
        {
            Delete(owned);
        }
    }

    public void Record(string step)
    {
        Story.Enqueue(step);
        if (Story.Count > 60)
            Story.Dequeue();
    }

    /// <summary>Deletes objects whose owner is gone: an owner can be deleted after it was read and before it is named.</summary>
    public void Collect()
    {
        HashSet<string> existing = [.. _objects.Values.Select(o => (string)o["metadata"]!["uid"]!)];
        foreach (
            string orphan in _objects
                .Where(o => o.Value["metadata"]!["ownerReferences"]?[0] is { } owner && !existing.Contains((string)owner["uid"]!))
                .Select(o => o.Key)
                .ToList()
        )
        {
            Delete(orphan);
        }
    }

    private static string[] Selector(string query)
    {
        string? selector = query.Split('&').FirstOrDefault(p => p.StartsWith("labelSelector=", StringComparison.Ordinal));
        return selector is null ? [] : Uri.UnescapeDataString(selector["labelSelector=".Length..]).Split('=');
    }

    private static ApiResult<T> Refused<T>(HttpStatusCode code, string reason)
        where T : class => new(null, new ApiError(code, reason, reason, null));

    private void Stamp(JsonObject document) =>
        document["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// One function's connection: each call waits for its turn before it runs, and again before its answer arrives. A killed function gets no
/// more answers.
/// </summary>
internal sealed class SteppedApi(MemoryApi api, Turns turns, string name, Func<bool> killed) : IApiClient
{
    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => await StepAsync($"GET {path}", () => api.Get(path, type), wait: false);

    public Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => StepAsync($"POST {collection}", () => api.Create(collection, body, type), wait: true);

    public Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => StepAsync($"PATCH {path}", () => api.Patch(path, patch, type), wait: true);

    public Task<ApiResult<T>> UpdateAsync<T>(string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => StepAsync($"PUT {path}", () => api.UpdateStatus(path, body, type), wait: true);

    public Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken) =>
        StepAsync(
            $"DELETE {path}",
            () =>
            {
                api.FunctionDeleting(path);
                api.Delete(path, uid, resourceVersion);
                return true;
            },
            wait: true
        );

    private async Task<T> StepAsync<T>(string what, Func<T> call, bool wait)
    {
        await turns.NextAsync();
        if (killed())
            throw new KilledException();
        T answer = call();
        api.Record($"{name} {what} {(answer is null ? "404" : "")}");
        if (wait)
            await turns.NextAsync();
        return killed() ? throw new KilledException() : answer;
    }
}

/// <summary>The function was killed between two calls.</summary>
internal sealed class KilledException : Exception;
