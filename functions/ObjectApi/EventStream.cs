using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;

namespace KubeTask.Functions.ObjectApi;

/// <summary>
/// An answer of server-sent events. Comments keep it from being silent, because proxies and the Functions host cut silent calls.
/// </summary>
internal sealed class EventStream(HttpContext context, TimeProvider time) : IDisposable
{
    /// <summary>A third of what the most impatient proxies wait.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly ReadOnlyMemory<byte> s_comment = ":\n\n"u8.ToArray();

    /// <summary>It is never part of an HTML page, so quotes and other letters may stay as they are.</summary>
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One writes at a time: events, or comments.</summary>
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Sends the headers, so that the caller knows that the stream is open.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream";
        TaskAnswer.Guard(context);
        await context.Response.StartAsync(cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Sends comments as long as something runs.</summary>
    public async Task KeepAliveAsync(Func<Task> run, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task beating = BeatAsync(over.Token);
        try
        {
            await run();
        }
        finally
        {
            await over.CancelAsync();
            await beating;
        }
    }

    /// <summary>Sends an event with an object. Its id is where a later request continues.</summary>
    public Task SendAsync(string type, JsonObject value, string? id, CancellationToken cancellationToken)
    {
        (value["metadata"] as JsonObject)?.Remove("managedFields");
        string ofId = id is null ? "" : $"id: {id}\n";
        return WriteAsync(Encoding.UTF8.GetBytes($"event: {type}\n{ofId}data: {value.ToJsonString(s_json)}\n\n"), cancellationToken);
    }

    /// <summary>Says where a later request continues, without an event.</summary>
    public Task SendIdAsync(string id, CancellationToken cancellationToken) =>
        WriteAsync(Encoding.UTF8.GetBytes($"id: {id}\n\n"), cancellationToken);

    /// <summary>Sends the problem that ends the stream.</summary>
    public Task SendProblemAsync(HttpProblem problem, CancellationToken cancellationToken) =>
        SendAsync(
            "error",
            new JsonObject
            {
                ["type"] = problem.Type,
                ["title"] = problem.Title,
                ["status"] = problem.Status,
                ["detail"] = problem.Detail,
            },
            null,
            cancellationToken
        );

    public void Dispose() => _writing.Dispose();

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Heartbeat, time, cancellationToken);
                await WriteAsync(s_comment, cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The stream has ended, or the caller has gone. The code that writes the events notices that too.
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await context.Response.Body.WriteAsync(bytes, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }
}
