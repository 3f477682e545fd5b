using System.Buffers;

namespace KubeTask.Runner.Streams;

/// <summary>Reads lines of any length. Of a line that is too long it keeps the beginning.</summary>
internal sealed class LineReader(Stream stream, int maxBytes = LineReader.DefaultMaxBytes)
{
    public const int DefaultMaxBytes = 4 * 1024 * 1024;

    private const int BlockBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _block = new byte[BlockBytes];
    private int _begin;
    private int _end;
    private bool _tooLong;

    /// <summary>The next line without its end, or null at the end of the stream.</summary>
    public Line? Read()
    {
        while (true)
        {
            if (_begin == _end)
            {
                _begin = 0;
                _end = stream.Read(_block);
                if (_end == 0)
                    return _line.WrittenCount == 0 ? null : Take();
            }

            ReadOnlySpan<byte> rest = _block.AsSpan(_begin.._end);
            int newLine = rest.IndexOf((byte)'\n');
            Keep(newLine < 0 ? rest : rest[..newLine]);
            _begin += newLine < 0 ? rest.Length : newLine + 1;
            if (newLine >= 0)
                return Take();
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int room = maxBytes - _line.WrittenCount;
        _tooLong |= bytes.Length > room;
        _line.Write(bytes[..Math.Min(bytes.Length, room)]);
    }

    private Line Take()
    {
        var line = new Line(_line.WrittenSpan.ToArray(), _tooLong);
        _line.ResetWrittenCount();
        _tooLong = false;
        return line;
    }
}

/// <summary>A line of output.</summary>
/// <param name="Bytes">Its bytes; if it is too long, their beginning.</param>
/// <param name="TooLong">Whether bytes are missing.</param>
internal readonly record struct Line(byte[] Bytes, bool TooLong);
