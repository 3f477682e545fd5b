using System.Globalization;
using System.Text;

namespace PocketKube.Node.Logs;

/// <summary>
/// One container's log in a file: each entry is a line <c>TIME F TEXT</c>, or <c>TIME P TEXT</c> for a piece of a line that goes
/// on in the next entry (much as the container runtime interface has it). Readers wait for more without polling.
/// </summary>
internal sealed class ContainerLog : IDisposable
{
    private readonly FileStream _file;
    private readonly long _limit;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogPosition _position;
    private bool _cut;

    public ContainerLog(string path, long limit, TimeProvider time)
    {
        Path = path;
        _limit = limit;
        _time = time;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    public string Path { get; }

    /// <summary>The log's current position, and a task that ends when it grows or ends.</summary>
    public (LogPosition Position, Task Changed) Look()
    {
        lock (_lock)
            return (_position, _changed.Task);
    }

    /// <param name="whole">The text ends with a newline (which isn't part of it).</param>
    public void Append(ReadOnlySpan<byte> text, bool whole)
    {
        lock (_lock)
        {
            if (_position.Ended || _cut)
                return;
            if (_position.Length + text.Length > _limit)
            {
                _cut = true;
                Write(Encoding.UTF8.GetBytes($"[the log is cut here: it is longer than {_limit} bytes]"), whole: true);
            }
            else
            {
                Write(text, whole);
            }
            Tell();
        }
    }

    /// <summary>The log has ended.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_position.Ended)
                return;
            _position = _position with { Ended = true };
            _file.Dispose();
            Tell();
        }
    }

    public void Dispose() => End();

    private void Write(ReadOnlySpan<byte> text, bool whole)
    {
        string time = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        byte[] entry = new byte[time.Length + 3 + text.Length + 1];
        Encoding.ASCII.GetBytes(time, entry);
        entry[time.Length] = (byte)' ';
        entry[time.Length + 1] = (byte)(whole ? 'F' : 'P');
        entry[time.Length + 2] = (byte)' ';
        text.CopyTo(entry.AsSpan(time.Length + 3));
        entry[^1] = (byte)'\n';
        _file.Write(entry);
        _position = _position with { Length = _position.Length + entry.Length };
    }

    private void Tell()
    {
        TaskCompletionSource changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
