using System.Buffers;
using System.IO.Pipelines;

namespace KubeTask.Scaler.Watching;

/// <summary>Splits a stream into lines, without copying a line that arrives in one piece.</summary>
internal sealed class LineReader(Stream stream, long maxLineBytes) : IAsyncDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(
        stream,
        new StreamPipeReaderOptions(bufferSize: 16 << 10, minimumReadSize: 4 << 10)
    );

    /// <summary>
    /// Waits for bytes and passes each complete line to <paramref name="onLine"/>. False at the end of the stream. An incomplete last line
    /// is dropped: the watch resumes before it.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is longer than allowed.</exception>
    public async Task<bool> ReadLinesAsync(Action<ReadOnlySequence<byte>> onLine, CancellationToken cancellationToken)
    {
        ReadResult result = await _pipe.ReadAsync(cancellationToken);
        ReadOnlySequence<byte> buffer = result.Buffer;
        SequencePosition consumed = buffer.Start;
        try
        {
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                ReadOnlySequence<byte> line = buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                consumed = buffer.Start;
                if (!line.IsEmpty)
                    onLine(line);
            }
        }
        finally
        {
            _pipe.AdvanceTo(consumed, result.Buffer.End);
        }

        return buffer.Length <= maxLineBytes
            ? !result.IsCompleted
            : throw new InvalidDataException($"a frame is longer than {maxLineBytes} bytes");
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();
}
