using System.Globalization;
using System.Text;
using PocketKube.ApiServer.Logs;

namespace PocketKube.Node.Logs;

/// <summary>Reads a container's log the way <c>kubectl logs</c> asks for it.</summary>
internal static class LogReader
{
    private const int LineBreak = '\n';

    public static async Task CopyAsync(
        ContainerLog log,
        PodLogRequest request,
        Stream destination,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        DateTimeOffset? since = request.SinceTime ?? (request.SinceSeconds is { } seconds ? now - TimeSpan.FromSeconds(seconds) : null);
        long left = request.LimitBytes ?? long.MaxValue;
        (LogPosition position, Task? changed) = log.Look();
        await using FileStream file = Open(log);
        long offset = request.TailLines is { } lines ? await TailAsync(file, position.Length, lines, cancellationToken) : 0;
        bool lineBegins = true;
        while (true)
        {
            foreach (ReadOnlyMemory<byte> entry in Entries(await ReadAsync(file, offset, position.Length, cancellationToken)))
            {
                ReadOnlySpan<byte> line = entry.Span;
                int space = line.IndexOf((byte)' ');
                if (since is { } earliest && Time(line[..space]) < earliest)
                    continue;
                bool whole = line[space + 1] == 'F';
                var shown = new ArraySegment<byte>(Shown(line, space, request.Timestamps && lineBegins, whole));
                lineBegins = whole;
                if (shown.Count > left)
                    shown = shown[..(int)left];
                await destination.WriteAsync(shown, cancellationToken);
                left -= shown.Count;
                if (left == 0)
                    return;
            }
            offset = position.Length;
            await destination.FlushAsync(cancellationToken);
            if (!request.Follow || position.Ended)
                return;
            await changed.WaitAsync(cancellationToken);
            (position, changed) = log.Look();
        }
    }

    /// <summary>The end of a log, as it stands in for a termination message.</summary>
    public static string Tail(ContainerLog log, int lines, int bytes)
    {
        var texts = new List<string>();
        foreach (ReadOnlyMemory<byte> entry in Entries(File.ReadAllBytes(log.Path)))
        {
            ReadOnlySpan<byte> line = entry.Span;
            int space = line.IndexOf((byte)' ');
            texts.Add(Encoding.UTF8.GetString(Shown(line, space, timestamp: false, line[space + 1] == 'F')));
        }
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(texts.TakeLast(lines)));
        return Encoding.UTF8.GetString(text.AsSpan(Math.Max(0, text.Length - bytes)));
    }

    private static byte[] Shown(ReadOnlySpan<byte> entry, int space, bool timestamp, bool whole)
    {
        ReadOnlySpan<byte> text = entry[(space + 3)..];
        int prefix = timestamp ? space + 1 : 0;
        byte[] shown = new byte[prefix + text.Length + (whole ? 1 : 0)];
        entry[..prefix].CopyTo(shown);
        text.CopyTo(shown.AsSpan(prefix));
        if (whole)
            shown[^1] = LineBreak;
        return shown;
    }

    private static DateTimeOffset Time(ReadOnlySpan<byte> text) =>
        // .NET's clock has seven digits of a second; the other two are always 0.
        DateTimeOffset.ParseExact(
            Encoding.ASCII.GetString(text),
            "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );

    private static IEnumerable<ReadOnlyMemory<byte>> Entries(ReadOnlyMemory<byte> bytes)
    {
        int end;
        while ((end = bytes.Span.IndexOf((byte)LineBreak)) >= 0)
        {
            yield return bytes[..end];
            bytes = bytes[(end + 1)..];
        }
    }

    private static async Task<long> TailAsync(FileStream file, long length, int lines, CancellationToken cancellationToken)
    {
        var begins = new List<long>();
        long offset = 0;
        bool lineBegins = true;
        foreach (ReadOnlyMemory<byte> entry in Entries(await ReadAsync(file, 0, length, cancellationToken)))
        {
            if (lineBegins)
                begins.Add(offset);
            lineBegins = entry.Span[entry.Span.IndexOf((byte)' ') + 1] == 'F';
            offset += entry.Length + 1;
        }
        return lines == 0 ? length
            : lines >= begins.Count ? 0
            : begins[^lines];
    }

    private static async Task<byte[]> ReadAsync(FileStream file, long from, long to, CancellationToken cancellationToken)
    {
        // A log is at most as long as the node's limit, a few MiB.
        byte[] bytes = new byte[to - from];
        file.Position = from;
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static FileStream Open(ContainerLog log) =>
        new(log.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
