using System.Text;

namespace KubeTask.Functions.TaskApi;

/// <summary>The answer to a request for a log: logs as they arrive, and lines of our own between them.</summary>
internal sealed class LogAnswer(HttpContext context, TimeProvider time) : IDisposable
{
    /// <summary>One writes at a time: the log, or what keeps the answer from being silent.</summary>
    private readonly SemaphoreSlim _writing = new(1);
    private byte _last = (byte)'\n';
    private long _writtenAt = time.GetTimestamp();

    /// <summary>Whether the answer has begun. From then on, nothing can be answered instead.</summary>
    public bool HasBegun => context.Response.HasStarted;

    /// <summary>Whether the caller asked for the headers alone.</summary>
    public bool HeadersOnly => HttpMethods.IsHead(context.Request.Method);

    /// <summary>Passes a log on as it arrives. False if it broke off; then the connection is cut: it must not look complete.</summary>
    public async Task<bool> CopyAsync(HttpResponseMessage log, CancellationToken cancellationToken)
    {
        try
        {
            await BeginAsync(cancellationToken);
            if (HeadersOnly)
                return true;
            await using Stream content = await log.Content.ReadAsStreamAsync(cancellationToken);
            byte[] buffer = new byte[16 * 1024];
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
                await WriteAsync(() => buffer.AsMemory(0, count), cancellationToken);

            return true;
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            )
        {
            // The API server broke off, or this process is stopping.
            Abort();
            return false;
        }
    }

    /// <summary>Writes a line of our own. It stands alone, even if the log before it doesn't end with a line break.</summary>
    public async Task WriteLineAsync(string text, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await WriteAsync(() => Encoding.UTF8.GetBytes($"{(_last == '\n' ? "" : "\n")}--- {text} ---\n"), cancellationToken);
    }

    /// <summary>Writes a line whenever nothing else was written for a time, as long as something runs.</summary>
    /// <param name="silence">The time; null for an answer that may be silent.</param>
    /// <param name="run">What writes the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> NeverSilentAsync<T>(TimeSpan? silence, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        if (silence is not { } longest)
            return await run(cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task speaking = SpeakAsync(longest, over.Token);
        try
        {
            return await run(cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await speaking;
        }
    }

    /// <summary>Cuts the connection, so that what has been answered doesn't look complete.</summary>
    public void Abort() => context.Abort();

    public void Dispose() => _writing.Dispose();

    private async Task SpeakAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                TimeSpan left = silence - time.GetElapsedTime(Volatile.Read(ref _writtenAt));
                if (left > TimeSpan.Zero)
                    await Task.Delay(left, time, cancellationToken);
                else
                    await WriteLineAsync($"no output for {silence.TotalSeconds:F0} s", cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The log has ended, or the caller has gone. The code that writes the log notices that too.
        }
    }

    /// <param name="text">Is called when nobody else writes, so that it knows what stands before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task WriteAsync(Func<ReadOnlyMemory<byte>> text, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ReadOnlyMemory<byte> bytes = text();
            await context.Response.Body.WriteAsync(bytes, cancellationToken);
            _last = bytes.Span[^1];
            Volatile.Write(ref _writtenAt, time.GetTimestamp());
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (HasBegun)
                return;
            context.Response.ContentType = "text/plain; charset=utf-8";
            TaskAnswer.Guard(context);
            await context.Response.StartAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }
}
