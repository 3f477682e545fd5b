using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.Collections;
using Grpc.Core;
using KubeTask.FunctionsHost.Apps;
using KubeTask.FunctionsProtocol;
using RpcException = KubeTask.FunctionsProtocol.RpcException;

namespace KubeTask.FunctionsHost.Workers;

/// <summary>
/// One worker process's side of the protocol. The order is: StartStream, WorkerInit, FunctionsMetadata, a FunctionLoad for each function,
/// and then invocations.
/// </summary>
internal sealed class WorkerSession(FunctionApp app, HostLog log)
{
    private const string HttpUriCapability = "HttpUri";

    private readonly TaskCompletionSource<IReadOnlyList<Function>> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, Invocation> _invocations = new();
    private readonly List<Function> _functions = [];

    /// <summary>The stream takes one message at a time.</summary>
    private readonly Channel<StreamingMessage> _sending = Channel.CreateUnbounded<StreamingMessage>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private int _toLoad;
    private volatile bool _connected;

    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Where the worker takes HTTP requests, without a slash at the end; known when its functions are loaded.</summary>
    public string HttpUri { get; private set; } = "";

    /// <summary>The functions, when the worker has loaded all of them.</summary>
    public Task<IReadOnlyList<Function>> Loaded => _loaded.Task;

    /// <summary>Speaks with the worker until it closes the stream.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> reader,
        IServerStreamWriter<StreamingMessage> writer,
        CancellationToken cancellationToken
    )
    {
        _connected = true;
        Task writing = WriteAsync(writer);
        try
        {
            Send(new StreamingMessage { WorkerInitRequest = Init() });
            await foreach (StreamingMessage message in reader.ReadAllAsync(cancellationToken))
                Receive(message);
        }
        catch (AppException e)
        {
            // Whoever waits for the functions gets it.
            _loaded.TrySetException(e);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The worker is gone. Its exit code says how that came.
        }
        finally
        {
            _sending.Writer.TryComplete();
            foreach (string invocation in _invocations.Keys)
                End(new InvocationResponse { InvocationId = invocation, Result = Gone() });
        }

        await writing;
    }

    /// <summary>Starts an invocation; what came of it is logged, and returned.</summary>
    public Task<StatusResult> InvokeAsync(Function function, InvocationRequest request)
    {
        var invocation = new Invocation(function);
        _invocations[request.InvocationId] = invocation;
        request.FunctionId = function.Id;
        request.TraceContext = new RpcTraceContext();
        if (!Send(new StreamingMessage { InvocationRequest = request }))
            End(new InvocationResponse { InvocationId = request.InvocationId, Result = Gone() });
        return invocation.Ran.Task;
    }

    /// <summary>Asks the worker to cancel an invocation that may have ended.</summary>
    public void Cancel(string invocation)
    {
        if (_invocations.ContainsKey(invocation))
            Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocation } });
    }

    /// <summary>Asks the worker to end; false where it isn't there to hear it.</summary>
    public bool Terminate() => _connected && Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.WorkerInitResponse:
                Check(message.WorkerInitResponse.Result, "it can't be initialized");
                HttpUri = message.WorkerInitResponse.Capabilities.TryGetValue(HttpUriCapability, out string? uri) ? uri.TrimEnd('/') : "";
                Send(
                    new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = app.Folder } }
                );
                break;
            case StreamingMessage.ContentOneofCase.FunctionMetadataResponse:
                Check(message.FunctionMetadataResponse.Result, "it can't list its functions");
                Load(message.FunctionMetadataResponse.FunctionMetadataResults);
                break;
            case StreamingMessage.ContentOneofCase.FunctionLoadResponse:
                Check(message.FunctionLoadResponse.Result, $"it can't load {NameOf(message.FunctionLoadResponse.FunctionId)}");
                if (--_toLoad == 0)
                    _loaded.TrySetResult(_functions);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                End(message.InvocationResponse);
                break;
            // As by the real host's default, what is of less interest isn't shown.
            case StreamingMessage.ContentOneofCase.RpcLog when message.RpcLog.Level >= RpcLog.Types.Level.Information:
                RpcLog line = message.RpcLog;
                log.Write(line.Level.ToString(), line.Category, line.Exception is null ? line.Message : $"{line.Message} ({Why(line)})");
                break;
            default:
                // Of no meaning for this host.
                break;
        }
    }

    private WorkerInitRequest Init() =>
        new()
        {
            HostVersion = "4.1037.0",
            WorkerDirectory = app.Folder,
            FunctionAppDirectory = app.Folder,
        };

    private void Load(RepeatedField<RpcFunctionMetadata> functions)
    {
        foreach (RpcFunctionMetadata metadata in functions)
        {
            IEnumerable<Binding> bindings = metadata.RawBindings.Select(b => JsonFile.Parse<Binding>(b, metadata.Name));
            _functions.Add(Function.Of(metadata.Name, metadata.FunctionId, bindings));
        }

        _functions.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (HttpUri.Length == 0 && _functions.Any(f => f.Trigger.IsHttp))
            throw new AppException($"the worker has no {HttpUriCapability}; this host passes requests on over HTTP only");
        _toLoad = functions.Count;
        if (_toLoad == 0)
            _loaded.TrySetResult([]);
        foreach (RpcFunctionMetadata metadata in functions)
        {
            Send(
                new StreamingMessage
                {
                    FunctionLoadRequest = new FunctionLoadRequest { FunctionId = metadata.FunctionId, Metadata = metadata },
                }
            );
        }
    }

    private void End(InvocationResponse response)
    {
        if (!_invocations.TryRemove(response.InvocationId, out Invocation? invocation))
            return;
        if (response.Result.Status == StatusResult.Types.Status.Failure)
            log.Error($"{invocation.Function.Name}: failed: {Why(response.Result)}");
        invocation.Ran.TrySetResult(response.Result);
    }

    /// <summary>Sends a message in its turn; false where the worker has closed the stream.</summary>
    private bool Send(StreamingMessage message) => _sending.Writer.TryWrite(message);

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer)
    {
        try
        {
            await foreach (StreamingMessage message in _sending.Reader.ReadAllAsync())
                await writer.WriteAsync(message);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or OperationCanceledException)
        {
            // The worker has closed the stream, which ends its invocations as well.
            _sending.Writer.TryComplete();
        }
    }

    private string NameOf(string id) => _functions.Find(f => f.Id == id)?.Name ?? id;

    private static void Check(StatusResult? result, string problem)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
            throw new AppException($"the worker says that {problem}: {Why(result)}");
    }

    private static StatusResult Gone() => new() { Exception = new RpcException { Message = "the worker is gone" } };

    private static string Why(StatusResult result) => result.Exception?.Message ?? result.Result;

    private static string Why(RpcLog line) => line.Exception.Message;

    private sealed record Invocation(Function Function)
    {
        public TaskCompletionSource<StatusResult> Ran { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
