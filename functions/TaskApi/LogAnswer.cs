using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeTask.Functions.TaskApi;

/// <summary>The answer to a request for a log: logs as they arrive, and lines of our own between them.</summary>
internal sealed class LogAnswer(HttpContext context)
{
    private byte _last = (byte)'\n';

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
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                _last = buffer[count - 1];
            }

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
        await context.Response.WriteAsync($"{(_last == '\n' ? "" : "\n")}--- {text} ---\n", Encoding.UTF8, cancellationToken);
        _last = (byte)'\n';
    }

    /// <summary>Cuts the connection, so that what has been answered doesn't look complete.</summary>
    public void Abort() => context.Abort();

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (HasBegun)
            return;
        context.Response.ContentType = "text/plain; charset=utf-8";
        TaskAnswer.Guard(context);
        await context.Response.StartAsync(cancellationToken);
    }
}
