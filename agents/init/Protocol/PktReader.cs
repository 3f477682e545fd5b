using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Protocol;

/// <summary>
/// Reads the lines of git's protocol: four hexadecimal digits with the length, which counts them, and so many bytes. The length 0 is
/// the end of a list.
/// </summary>
internal sealed class PktReader(Stream stream)
{
    private const int LengthDigits = 4;
    private const int Longest = 65_520;

    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line's bytes, valid until the next read; null for the end of a list.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken stop)
    {
        await NeedAsync(LengthDigits, stop);
        if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, LengthDigits), out int length, out int used, 'x') || used != LengthDigits)
            throw NotGit("the server's answer isn't git's protocol: " + Printable(_buffer.AsSpan(_start, Math.Min(_end - _start, 60))));
        if (length > Longest || length is > 0 and < LengthDigits)
            throw NotGit(string.Create(CultureInfo.InvariantCulture, $"the server sends a line of impossible length ({length})"));
        if (length > 0)
            await NeedAsync(length, stop);
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, Math.Max(length, LengthDigits))[LengthDigits..];
        _start += Math.Max(length, LengthDigits);
        // A bare null would become an empty line.
        return length == 0 ? (ReadOnlyMemory<byte>?)null : line;
    }

    /// <summary>The next line as text, without its line feed; null for the end of a list.</summary>
    public async ValueTask<string?> ReadTextAsync(CancellationToken stop)
    {
        if (await ReadAsync(stop) is not { } line)
            return null;
        string text = Encoding.UTF8.GetString(line.Span);
        if (text.StartsWith("ERR ", StringComparison.Ordinal))
            throw new ServerErrorException(text[4..].Trim());
        return text.TrimEnd('\n');
    }

    /// <summary>Bytes that aren't lines; empty at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadRawAsync(CancellationToken stop)
    {
        if (_start == _end)
            (_start, _end) = (0, await stream.ReadAsync(_buffer, stop));
        ReadOnlyMemory<byte> bytes = _buffer.AsMemory(_start, _end - _start);
        _start = _end;
        return bytes;
    }

    private static GitFault NotGit(string problem) =>
        new(GitReason.Unreachable, problem, "check the URL: it has to be the one that git clone takes");

    private static string Printable(ReadOnlySpan<byte> bytes) =>
        string.Concat(Encoding.Latin1.GetString(bytes).Select(c => c is >= ' ' and <= '~' ? c : '.'));

    private async ValueTask NeedAsync(int bytes, CancellationToken stop)
    {
        if (_end - _start >= bytes)
            return;
        if (_buffer.Length - _start < bytes)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < bytes)
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
            if (read == 0)
                throw new EndOfStreamException("the server ended the connection early");
            _end += read;
        }
    }
}
