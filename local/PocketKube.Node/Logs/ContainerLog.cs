using Microsoft.Win32.SafeHandles;

namespace PocketKube.Node.Logs;

/// <summary>
/// One container's log in a file of entries. A log over its limit loses its older half, as a rotated log loses its oldest file:
/// the end is what people look for. Positions count from the log's true beginning. Readers wait for more without polling.
/// </summary>
internal sealed class ContainerLog : IDisposable
{
    private const int LongestRead = 256 * 1024;

    private readonly SafeFileHandle _file;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _begin;
    private long _end;
    private long _cutText;
    private bool _ended;

    public ContainerLog(string path, long limit, TimeProvider time)
    {
        Path = path;
        Limit = limit;
        _time = time;
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    public string Path { get; }

    /// <summary>Most bytes of the file.</summary>
    public long Limit { get; }

    /// <summary>Where the log ends now.</summary>
    public long End
    {
        get
        {
            lock (_lock)
                return _end;
        }
    }

    /// <summary>The file as one reader keeps it open, even after the pod is gone.</summary>
    public SafeFileHandle OpenFile() => File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Reads entries from a position on, or from the oldest one if those have been cut.</summary>
    public LogPiece Read(SafeFileHandle file, long from)
    {
        lock (_lock)
        {
            long begin = Math.Max(from, _begin);
            Memory<byte> bytes = new byte[Math.Min(_end - begin, LongestRead)];
            int length = 0;
            while (length < bytes.Length && RandomAccess.Read(file, bytes.Span[length..], begin - _begin + length) is > 0 and var read)
                length += read;
            Memory<byte> whole = bytes[..(bytes.Span[..length].LastIndexOf((byte)'\n') + 1)];
            return new(whole, begin, _cutText, begin + whole.Length == _end, _ended, _changed.Task);
        }
    }

    /// <param name="whole">The text ends with a newline (which isn't part of it).</param>
    public void Append(ReadOnlySpan<byte> text, bool whole)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            int over = text.Length + LogEntry.Overhead - (int)Math.Min(Limit / 2, int.MaxValue);
            if (over > 0)
            {
                // One piece is longer than what may stay. Cut it between two characters.
                while (over < text.Length && (text[over] & 0b1100_0000) == 0b1000_0000)
                    over++;
                int cut = Math.Min(over, text.Length);
                Cut(keep: 0);
                _cutText += cut;
                text = text[cut..];
            }
            byte[] entry = LogEntry.Encode(_time.GetUtcNow(), text, whole);
            if (_end - _begin + entry.Length > Limit)
                Cut(keep: Limit / 2);
            RandomAccess.Write(_file, entry, _end - _begin);
            _end += entry.Length;
            Tell();
        }
    }

    /// <summary>The log has ended.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            _file.Dispose();
            Tell();
        }
    }

    public void Dispose() => Finish();

    /// <summary>Cuts the beginning of the log, so that about so many bytes are left; where it can, it cuts between two lines.</summary>
    private void Cut(long keep)
    {
        byte[] bytes = new byte[_end - _begin];
        _ = RandomAccess.Read(_file, bytes, 0);
        (int Bytes, long Text) cut = (0, 0);
        (int Bytes, long Text)? betweenPieces = null;
        bool lineEnds = true;
        foreach (LogEntry entry in LogEntry.Of(bytes))
        {
            if (bytes.Length - cut.Bytes <= keep)
            {
                if (lineEnds)
                    break;
                betweenPieces ??= cut;
            }
            cut = (cut.Bytes + entry.Length, cut.Text + entry.TextLength);
            lineEnds = entry.IsWhole;
        }
        if (betweenPieces is { } earlier && cut.Bytes == bytes.Length)
            cut = earlier;
        RandomAccess.Write(_file, bytes.AsSpan(cut.Bytes), 0);
        RandomAccess.SetLength(_file, bytes.Length - cut.Bytes);
        _begin += cut.Bytes;
        _cutText += cut.Text;
    }

    private void Tell()
    {
        TaskCompletionSource changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
