using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using KubeTask.Kubernetes.Http;
using KubeTask.Scaler.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>
/// Keeps a sink up to date with one resource type: lists, watches, resumes. Ends only when canceled. Each attempt owns its response and
/// reader, so a reconnect leaks nothing.
/// </summary>
internal sealed class ObjectWatch<T>(
    KubernetesApi api,
    ObservedKind<T> kind,
    IObservedSink<T> sink,
    WatchSettings settings,
    TimeProvider time,
    Random random,
    ILogger logger
)
    where T : class, IObserved
{
    /// <summary>
    /// After this many failures in a row the resourceVersion itself may be the cause: a restored or restarted server may not know it.
    /// </summary>
    private const int RelistAfterFailures = 3;

    private readonly HashSet<string> _reportedPoison = [];
    private string? _resourceVersion;
    private int _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _resourceVersion ??= await ListAsync(cancellationToken);
                long opened = time.GetTimestamp();
                bool brought = await WatchAsync(cancellationToken);
                if (brought || time.GetElapsedTime(opened) >= settings.ShortWatch)
                    _failures = 0;
                else
                    await time.Delay(Backoff.Next(++_failures, settings.BackoffBase, settings.BackoffCap, random), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                await RecoverAsync(e, cancellationToken);
            }
        }
    }

    private async Task RecoverAsync(Exception fault, CancellationToken cancellationToken)
    {
        _failures++;
        TimeSpan wait = fault is KubernetesStatusException { RetryAfter: { } asked }
            ? Backoff.Obey(asked, random)
            : Backoff.Next(_failures, settings.BackoffBase, settings.BackoffCap, random);
        switch (fault)
        {
            case KubernetesStatusException { Code: 410 }:
                _resourceVersion = null;
                if (_failures == 1)
                    wait = TimeSpan.Zero;
                logger.LogInformation(
                    "{Resource}: the watch is too old ({Reason}); listing again in {Wait:F1} s",
                    kind.Resource,
                    fault.Message,
                    wait.TotalSeconds
                );
                break;
            case KubernetesStatusException { Code: 404 }:
                _resourceVersion = null;
                logger.LogWarning(
                    "{Resource}: the API server doesn't have this resource yet (are the CRDs installed?); trying again in {Wait:F1} s",
                    kind.Resource,
                    wait.TotalSeconds
                );
                break;
            case OperationCanceledException:
                logger.LogWarning(
                    "{Resource}: the API server doesn't answer; trying again in {Wait:F1} s",
                    kind.Resource,
                    wait.TotalSeconds
                );
                break;
            default:
                logger.LogWarning(
                    "{Resource}: {Fault}: {Reason}; trying again in {Wait:F1} s",
                    kind.Resource,
                    fault.GetType().Name,
                    fault.Message,
                    wait.TotalSeconds
                );
                break;
        }

        if (_failures >= RelistAfterFailures || fault is InvalidDataException)
            _resourceVersion = null;
        await time.Delay(wait, cancellationToken);
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        int count = 0;
        string? next = null;
        string first = "";
        sink.BeginList();
        do
        {
            ListPage<T> page = await ListPageAsync(next, cancellationToken);
            foreach ((string described, string why) in page.Poison)
                ReportPoison(described, why);
            sink.TakePage(page.Items);
            count += page.Items.Count;
            // Pages of one list share the first page's resourceVersion; the watch starts from it.
            if (next is null)
                first = page.ResourceVersion;
            next = page.Continue;
        } while (next is not null);

        sink.EndList(first);
        logger.LogInformation("{Resource}: listed {Count} at resourceVersion {ResourceVersion}", kind.Resource, count, first);
        return first;
    }

    private async Task<ListPage<T>> ListPageAsync(string? next, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.ListTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        string query = $"{kind.Path}?limit={settings.PageSize}{kind.Selector}{kind.ListSelector}";
        if (next is not null)
            query += "&continue=" + Uri.EscapeDataString(next);
        using HttpResponseMessage response = await api.GetAsync(
            query,
            kind.MetadataOnly ? MediaTypes.MetadataOfList : MediaTypes.Json,
            time,
            either.Token
        );
        await using Stream body = await response.Content.ReadAsStreamAsync(either.Token);
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 << 10));
        while (true)
        {
            ReadResult result = await pipe.ReadAsync(either.Token);
            if (!result.IsCompleted)
            {
                pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            var page = ListPage<T>.Read(result.Buffer, kind.Reader);
            await pipe.CompleteAsync();
            return page;
        }
    }

    /// <summary>Watches until the server ends the watch; true if a frame came.</summary>
    private async Task<bool> WatchAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(settings.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        double seconds = settings.WatchFor.TotalSeconds * (1 + random.NextDouble());
        string query = string.Create(
            CultureInfo.InvariantCulture,
            $"{kind.Path}?watch=1&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(_resourceVersion!)}"
                + $"&timeoutSeconds={(int)Math.Ceiling(seconds)}{kind.Selector}"
        );

        using HttpResponseMessage response = await api.GetAsync(
            query,
            kind.MetadataOnly ? MediaTypes.Metadata : MediaTypes.Json,
            time,
            either.Token
        );
        await using Stream body = await response.Content.ReadAsStreamAsync(either.Token);
        await using var reader = new LineReader(body, settings.MaxFrameBytes);
        bool brought = false;
        void OnLine(ReadOnlySequence<byte> frame)
        {
            Take(frame);
            brought = true;
            _failures = 0;
        }

        try
        {
            while (await reader.ReadLinesAsync(OnLine, either.Token))
                silence.CancelAfter(settings.Silence);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The connection died unnoticed, or a server before 1.21 has nothing to report (it sends bookmarks only at the end). Missed
            // changes come when the watch is opened again.
            logger.LogInformation(
                "{Resource}: the watch has been silent for {Silence:F0} s; opening it anew",
                kind.Resource,
                settings.Silence.TotalSeconds
            );
        }

        return brought;
    }

    private void Take(in ReadOnlySequence<byte> frame)
    {
        var metadata = default(ObjectMetadata);
        try
        {
            string? type = WatchFrame.TypeOf(frame);
            switch (type)
            {
                case "ADDED" or "MODIFIED" or "DELETED":
                    Utf8JsonReader reader = WatchFrame.ObjectOf(frame);
                    T observed = ObservedJson.Read(frame, ref reader, kind.Reader, ref metadata);
                    sink.Apply(
                        type switch
                        {
                            "ADDED" => WatchChange.Added,
                            "MODIFIED" => WatchChange.Modified,
                            _ => WatchChange.Deleted,
                        },
                        observed
                    );
                    Resume(observed.ResourceVersion);
                    break;
                case "BOOKMARK":
                    Resume(WatchFrame.ResourceVersionOf(frame));
                    break;
                case "ERROR":
                    ApiStatus status = WatchFrame.StatusOf(frame);
                    throw new KubernetesStatusException(status.Code ?? 0, status.Message ?? "", status.RetryAfter);
                default:
                    ReportPoison("a frame", "its type is unknown");
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An object that can't be read never stops the others. (InvalidOperationException: text that isn't Unicode.)
            ReportPoison(metadata.Described, e.Message);
        }
    }

    /// <summary>Frames that come out of order never move the watch back.</summary>
    private void Resume(string? from)
    {
        if (!string.IsNullOrEmpty(from) && (_resourceVersion is null || Revision.Parse(from).IsNewerThan(Revision.Parse(_resourceVersion))))
            _resourceVersion = from;
    }

    private void ReportPoison(string described, string why)
    {
        const int Remembered = 1000;
        if (_reportedPoison.Count >= Remembered)
            _reportedPoison.Clear();
        if (_reportedPoison.Add(described))
            logger.LogError("{Resource}: {Object} can't be read and is skipped: {Reason}", kind.Resource, described, why);
    }
}
