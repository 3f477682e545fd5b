using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PocketKube.ApiServer.Logs;

namespace PocketKube.Node.Logs;

/// <summary>Reads a container's log the way <c>kubectl logs</c> asks for it.</summary>
internal sealed class LogReader
{
    private const int LongestUnsent = 64 * 1024;

    private readonly ContainerLog _log;
    private readonly PodLogRequest _request;
    private readonly DateTimeOffset? _since;
    private readonly Stream _destination;

    /// <summary>Entries are sent together: each would be a packet of its own.</summary>
    private readonly ArrayBufferWriter<byte> _unsent = new();
    private long _left;
    private bool _lineBegins = true;

    private LogReader(ContainerLog log, PodLogRequest request, Stream destination, DateTimeOffset now)
    {
        _log = log;
        _request = request;
        _destination = destination;
        _since = request.SinceTime ?? (request.SinceSeconds is { } seconds ? now - TimeSpan.FromSeconds(seconds) : null);
        _left = request.LimitBytes ?? long.MaxValue;
    }

    public static Task CopyAsync(
        ContainerLog log,
        PodLogRequest request,
        Stream destination,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => new LogReader(log, request, destination, now).CopyAllAsync(cancellationToken);

    /// <summary>The end of a log, as it stands in for a termination message.</summary>
    public static string Tail(ContainerLog log, int lines, int bytes)
    {
        string[] texts = [.. LogEntry.Of(File.ReadAllBytes(log.Path)).Select(e => Encoding.UTF8.GetString(e.Shown(timestamp: false)))];
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(texts.TakeLast(lines)));
        return Encoding.UTF8.GetString(text.AsSpan(Math.Max(0, text.Length - bytes)));
    }

    private async Task CopyAllAsync(CancellationToken cancellationToken)
    {
        await CopyAsync(cancellationToken);
        await SendAsync(cancellationToken);
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        using SafeFileHandle file = _log.OpenFile();
        long until = _request.Follow ? long.MaxValue : _log.End;
        (long position, long text) = _request.TailLines is { } lines ? Tail(file, lines) : (0, 0);
        while (true)
        {
            LogPiece piece = _log.Read(file, position);
            if (piece.CutText > text)
            {
                if (!await WriteNoticeAsync(piece, piece.CutText - text, cancellationToken))
                    return;
                text = piece.CutText;
            }
            foreach (LogEntry entry in LogEntry.Of(piece.Entries))
            {
                text += entry.TextLength;
                if (!await WriteAsync(entry, cancellationToken))
                    return;
            }
            position = piece.End;
            if (!piece.IsLast && position < until)
                continue;
            await SendAsync(cancellationToken);
            if (!_request.Follow || piece.Ended)
                return;
            await piece.Changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says how much was cut before a piece: the first line, or one in the middle for a reader that was too slow.</summary>
    private async Task<bool> WriteNoticeAsync(LogPiece piece, long bytes, CancellationToken cancellationToken)
    {
        DateTimeOffset time = LogEntry.Of(piece.Entries).First().Time;
        if (!_lineBegins && !await WriteAsync(Entry(time, ""), cancellationToken))
            return false;
        string notice = $"[{bytes} bytes were cut here: a log keeps only its end, up to {_log.Limit} bytes]";
        return await WriteAsync(Entry(time, notice), cancellationToken);
    }

    private static LogEntry Entry(DateTimeOffset time, string line)
    {
        ReadOnlyMemory<byte> entry = LogEntry.Encode(time, Encoding.UTF8.GetBytes(line), whole: true);
        return new LogEntry(entry[..^1]);
    }

    /// <returns>False once the reader has got all that it asked for.</returns>
    private async Task<bool> WriteAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        if (_since is { } earliest && entry.Time < earliest)
            return true;
        ReadOnlyMemory<byte> shown = entry.Shown(_request.Timestamps && _lineBegins);
        _lineBegins = entry.IsWhole;
        if (shown.Length > _left)
            shown = shown[..(int)_left];
        _unsent.Write(shown.Span);
        if (_unsent.WrittenCount > LongestUnsent)
            await SendAsync(cancellationToken);
        _left -= shown.Length;
        return _left > 0;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _destination.WriteAsync(_unsent.WrittenMemory, cancellationToken);
        _unsent.ResetWrittenCount();
        await _destination.FlushAsync(cancellationToken);
    }

    /// <summary>Where the last lines begin, and how many bytes of text come before. A notice about what was cut is a line too.</summary>
    private (long Position, long Text) Tail(SafeFileHandle file, int lines)
    {
        var begins = new List<(long Position, long Text)>();
        (long Position, long Text) here = (0, 0);
        bool lineBegins = true;
        LogPiece piece;
        do
        {
            piece = _log.Read(file, here.Position);
            if (piece.CutText > here.Text)
            {
                begins.Clear();
                begins.Add((0, 0));
                here = (piece.Begin, piece.CutText);
                lineBegins = true;
            }
            foreach (LogEntry entry in LogEntry.Of(piece.Entries))
            {
                if (lineBegins)
                    begins.Add(here);
                lineBegins = entry.IsWhole;
                here = (here.Position + entry.Length, here.Text + entry.TextLength);
            }
        } while (!piece.IsLast);
        return lines == 0 ? here
            : lines >= begins.Count ? (0, 0)
            : begins[^lines];
    }
}
