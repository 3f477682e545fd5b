namespace PocketKube.Node.Logs;

/// <summary>Cuts one stream of output into the entries of a log: at newlines, and where a line is longer than 16 KiB.</summary>
internal sealed class LogLineSplitter(ContainerLog log)
{
    private const int LongestPiece = 16 * 1024;

    private readonly byte[] _rest = new byte[LongestPiece];
    private int _length;

    /// <summary>Copies a stream into the log until it ends.</summary>
    public async Task CopyAsync(Stream output, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestPiece];
        try
        {
            int read;
            while ((read = await output.ReadAsync(buffer, cancellationToken)) > 0)
                Add(buffer.AsSpan(0, read));
        }
        finally
        {
            if (_length > 0)
                Flush(whole: false);
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int newline = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = newline < 0 ? bytes : bytes[..newline];
            ReadOnlySpan<byte> taken = text[..Math.Min(text.Length, LongestPiece - _length)];
            taken.CopyTo(_rest.AsSpan(_length));
            _length += taken.Length;
            if (taken.Length < text.Length)
            {
                Flush(whole: false);
                bytes = bytes[taken.Length..];
            }
            else if (newline >= 0)
            {
                Flush(whole: true);
                bytes = bytes[(newline + 1)..];
            }
            else
            {
                return;
            }
        }
    }

    private void Flush(bool whole)
    {
        log.Append(_rest.AsSpan(0, _length), whole);
        _length = 0;
    }
}
