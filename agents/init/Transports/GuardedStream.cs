namespace KubeTask.Init.Transports;

/// <summary>A server's stream that counts its bytes, and that fails if the server is silent for too long.</summary>
internal sealed class GuardedStream(Stream inner, ReceivedBytes received) : Stream
{
    /// <summary>How long a server may be silent. Servers that pack a large repository are silent for a while.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);

    private CancellationTokenSource _silence = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_silence.TryReset())
        {
            _silence.Dispose();
            _silence = new CancellationTokenSource();
        }

        _silence.CancelAfter(s_silence);
        await using CancellationTokenRegistration stopped = cancellationToken.UnsafeRegister(
            static s => ((CancellationTokenSource)s!).Cancel(),
            _silence
        );
        try
        {
            int read = await inner.ReadAsync(buffer, _silence.Token);
            received.Add(read);
            return read;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the server was silent for {s_silence.TotalSeconds} s", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _silence.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
