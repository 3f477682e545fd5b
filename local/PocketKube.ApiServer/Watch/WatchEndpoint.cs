using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Faults;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Watch;

/// <summary>Streams the changes of a resource: one JSON object per line, as <c>?watch=true</c> asks.</summary>
internal sealed class WatchEndpoint(
    ObjectStore store,
    Responder responder,
    TimeProvider time,
    WatchSettings settings,
    FaultLayer? faults,
    CancellationToken stopping
)
{
    public async Task StreamAsync(HttpContext context, ResourceDefinition resource, ListOptions options)
    {
        ResponseFormat format = Responder.FormatOf(context);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        (long start, IReadOnlyList<StoredObject>? initial) = Start(resource, options);
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(ended.Token);
        var stream = new WatchStream(context.Response.BodyWriter, responder, resource, options, format);
        _ = await context.Response.BodyWriter.FlushAsync(ended.Token);
        try
        {
            foreach (StoredObject existing in initial)
                stream.Write("ADDED", existing);

            await FollowAsync(stream, resource, options, start, context.Response.BodyWriter, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client went, or the server stops: a watch has no other end to tell.
        }
    }

    private (long Start, IReadOnlyList<StoredObject> Initial) Start(ResourceDefinition resource, ListOptions options)
    {
        if (options.ResourceVersion is "" or "0")
        {
            Snapshot snapshot = store.Read(resource.QualifiedResource);
            return (snapshot.Revision, [.. snapshot.Objects.Values.Where(options.Matches)]);
        }

        long start = ObjectStore.ParseRevision(options.ResourceVersion)
            ?? throw Failures.BadRequest(
                $"invalid resource version \"{options.ResourceVersion}\": strconv.ParseUint: parsing "
                    + $"\"{options.ResourceVersion}\": invalid syntax"
            );
        if (start > store.Revision)
        {
            throw new StatusException(
                504,
                "Timeout",
                $"Timeout: Too large resource version: {start}, current: {store.Revision}",
                new JsonObject
                {
                    ["causes"] = new JsonArray(
                        new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }
                    ),
                    ["retryAfterSeconds"] = 1,
                }
            );
        }

        if (settings.ExpiredAsStatus && store.Log(resource.QualifiedResource).ReadAfter(start, out _) is null)
            throw TooOld(start);

        return (start, []);
    }

    private async Task FollowAsync(
        WatchStream stream,
        ResourceDefinition resource,
        ListOptions options,
        long position,
        PipeWriter body,
        CancellationToken cancellationToken
    )
    {
        EventLog log = store.Log(resource.QualifiedResource);
        double seconds = options.TimeoutSeconds ?? settings.DefaultTimeout.TotalSeconds;
        using var alarms = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var deadline = Task.Delay(TimeSpan.FromSeconds(seconds), time, alarms.Token);
        Task bookmark = Bookmark();
        while (true)
        {
            // Read before the log, so that the log holds everything up to it.
            long revision = store.Revision;
            IReadOnlyList<StoreEvent>? changes = log.ReadAfter(position, out Task? changed);
            if (changes is null)
            {
                stream.WriteError(TooOld(position).ToStatus());
                _ = await body.FlushAsync(cancellationToken);
                break;
            }

            foreach (StoreEvent change in changes)
            {
                stream.Write(change);
                if (faults?.DuplicatesEvent() == true)
                    stream.Write(change);
            }

            position = Math.Max(revision, changes.Count > 0 ? changes[^1].Revision : 0);
            if (body.UnflushedBytes > 0)
            {
                _ = await body.FlushAsync(cancellationToken);
                continue;
            }

            Task first = await Task.WhenAny(changed, deadline, bookmark).WaitAsync(cancellationToken);
            if (first == deadline)
            {
                await WriteBookmarkAsync();
                break;
            }

            if (first == bookmark)
            {
                await WriteBookmarkAsync();
                bookmark = Bookmark();
            }
        }

        await alarms.CancelAsync();

        Task Bookmark() =>
            options.AllowBookmarks
                ? Task.Delay(settings.BookmarkInterval, time, alarms.Token)
                : Task.Delay(Timeout.InfiniteTimeSpan, time, alarms.Token);

        async Task WriteBookmarkAsync()
        {
            if (options.AllowBookmarks)
            {
                stream.WriteBookmark(position);
                _ = await body.FlushAsync(cancellationToken);
            }
        }
    }

    private StatusException TooOld(long position) =>
        Failures.Expired(string.Create(CultureInfo.InvariantCulture, $"too old resource version: {position} ({store.Revision})"));
}
