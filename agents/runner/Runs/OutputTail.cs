using System.Text;

namespace KubeTask.Runner.Runs;

/// <summary>Keeps the end of the log. It explains a failure that nothing else explains.</summary>
internal sealed class OutputTail(int maxBytes)
{
    private readonly byte[] _bytes = new byte[2 * maxBytes];
    private int _used;
    private bool _cut;

    public void Add(ReadOnlySpan<byte> more)
    {
        if (more.Length > maxBytes)
        {
            more = more[^maxBytes..];
            _cut = true;
        }

        if (_used + more.Length > _bytes.Length)
        {
            int kept = Math.Min(_used, maxBytes);
            _bytes.AsSpan(_used - kept, kept).CopyTo(_bytes);
            _used = kept;
            _cut = true;
        }

        more.CopyTo(_bytes.AsSpan(_used));
        _used += more.Length;
    }

    /// <summary>The last lines; whole ones if there are several.</summary>
    public override string ToString()
    {
        ReadOnlySpan<byte> end = _bytes.AsSpan(Math.Max(0, _used - maxBytes).._used);
        if ((_cut || _used > maxBytes) && end.IndexOf((byte)'\n') is >= 0 and int line && line < end.Length - 1)
            end = end[(line + 1)..];
        return Encoding.UTF8.GetString(end);
    }
}
