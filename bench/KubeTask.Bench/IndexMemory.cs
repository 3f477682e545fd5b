using System.Buffers;
using KubeTask.Measuring;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;

namespace KubeTask.Bench;

/// <summary>
/// What the scaler's index costs for each CronTask on the API server. The scaler's reader fills an index in this process, and the managed
/// heap is compared after full collections.
/// </summary>
internal static class IndexMemory
{
    /// <exception cref="InvalidOperationException">The number of CronTasks differs.</exception>
    public static async Task<double> BytesEachAsync(
        Server server,
        string collection,
        int count,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // All pages are read in advance and kept to the end, so that no request allocates a buffer meanwhile.
        var pages = new List<byte[]>();
        await foreach (byte[] page in server.PagesAsync(collection, cancellationToken))
            pages.Add(page);
        using var index = new WorkIndex(new RedeliverySettings(), time, new Random(1));
        Lists.Empty(index);
        long before = Heap.Settled();
        int filled = Fill(index.CronTasks, pages);
        long after = Heap.Settled();
        GC.KeepAlive(index);
        GC.KeepAlive(pages);
        return filled == count
            ? (after - before) / (double)count
            : throw new InvalidOperationException($"{collection} has {filled} CronTasks and not {count}");
    }

    private static int Fill(IObservedSink<ObservedCronTask> sink, List<byte[]> pages)
    {
        int filled = 0;
        string version = "";
        sink.BeginList();
        foreach (byte[] body in pages)
        {
            var page = ListPage<ObservedCronTask>.Read(new ReadOnlySequence<byte>(body), ObservedKinds.CronTasks.Reader);
            sink.TakePage(page.Items);
            filled += page.Items.Count;
            version = page.ResourceVersion;
        }

        sink.EndList(version);
        return filled;
    }
}
