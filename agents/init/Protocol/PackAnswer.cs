using System.Text;

namespace KubeTask.Init.Protocol;

/// <summary>The server's answer to a <see cref="PackRequest"/>: where the history is cut off, then the pack.</summary>
internal sealed class PackAnswer
{
    private const byte DataBand = 1;
    private const byte ProgressBand = 2;

    private readonly PktReader _reader;
    private readonly bool _hasBands;

    private PackAnswer(PktReader reader, bool hasBands, IReadOnlyList<string> shallow)
    {
        _reader = reader;
        _hasBands = hasBands;
        Shallow = shallow;
    }

    /// <summary>The commits whose parents the server leaves out.</summary>
    public IReadOnlyList<string> Shallow { get; }

    public static async Task<PackAnswer> ReadAsync(PktReader reader, PackRequest request, Advertisement server, CancellationToken stop)
    {
        var shallow = new List<string>();
        if (request.Depth > 0)
        {
            while (await reader.ReadTextAsync(stop) is { } line)
            {
                if (line.StartsWith("shallow ", StringComparison.Ordinal) && line.Length == 48)
                    shallow.Add(line[8..]);
            }
        }

        while (await reader.ReadTextAsync(stop) is { } line)
        {
            if (line == "NAK" || line.StartsWith("ACK ", StringComparison.Ordinal))
                break;
        }

        return new PackAnswer(reader, server.Has("side-band-64k") || server.Has("side-band"), shallow);
    }

    /// <summary>The next bytes of the pack, valid until the next read; empty at its end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadPackAsync(CancellationToken stop)
    {
        if (!_hasBands)
            return await _reader.ReadRawAsync(stop);
        while (await _reader.ReadAsync(stop) is { } line)
        {
            if (line.Length == 0)
                continue;
            if (line.Span[0] == DataBand && line.Length > 1)
                return line[1..];
            if (line.Span[0] is not (DataBand or ProgressBand))
                throw new ServerErrorException(Encoding.UTF8.GetString(line.Span[1..]).Trim());
        }

        return ReadOnlyMemory<byte>.Empty;
    }
}
