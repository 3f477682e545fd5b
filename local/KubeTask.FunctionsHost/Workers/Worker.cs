using System.Diagnostics;
using System.Globalization;
using KubeTask.FunctionsHost.Apps;
using KubeTask.FunctionsHost.Http;
using KubeTask.FunctionsHost.Timers;
using KubeTask.FunctionsProtocol;

namespace KubeTask.FunctionsHost.Workers;

/// <summary>An isolated worker: its functions, and their logs, are spoken of over gRPC; requests and answers go over HTTP.</summary>
/// <param name="port">Where the worker finds this host's side of the protocol.</param>
internal sealed class Worker(FunctionApp app, Forwarder forwarder, HostLog log, int port) : IFunctionRuntime
{
    private const string InvocationHeader = "x-ms-invocation-id";
    private const string Host = "127.0.0.1";
    private const int LargestMessage = int.MaxValue;

    private readonly WorkerFile.DescriptionSection _description = app.Worker();
    private volatile WorkerSession _session = new(app, log);

    public string ChildName => "worker";

    /// <summary>The session of the worker process that runs now.</summary>
    public WorkerSession Session => _session;

    public ProcessStartInfo NextChild()
    {
        _session = new WorkerSession(app, log);
        string request = Guid.NewGuid().ToString(),
            uri = string.Create(CultureInfo.InvariantCulture, $"http://{Host}:{port}/"),
            largest = LargestMessage.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(_description.DefaultExecutablePath!) { WorkingDirectory = app.Folder };
        string[] arguments =
        [
            .. _description.Arguments ?? [],
            Path.Combine(app.Folder, _description.DefaultWorkerPath!),
            .. (string[])["--host", Host, "--port", port.ToString(CultureInfo.InvariantCulture)],
            .. (string[])["--workerId", _session.Id, "--requestId", request, "--grpcMaxMessageLength", largest],
            .. (string[])["--functions-uri", uri, "--functions-worker-id", _session.Id, "--functions-request-id", request],
            .. (string[])["--functions-grpc-max-message-length", largest],
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = _description.Language;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Folder;
        start.Environment["AzureWebJobsScriptRoot"] = app.Folder;
        // It is this host's, and the worker is no custom handler.
        start.Environment.Remove(HostSettings.PortVariable);
        return start;
    }

    /// <summary>The functions may be loaded before the worker takes HTTP requests.</summary>
    public async Task<IReadOnlyList<Function>> ReadyAsync(CancellationToken cancellationToken)
    {
        WorkerSession session = _session;
        IReadOnlyList<Function> functions = await session.Loaded.WaitAsync(cancellationToken);
        if (session.HttpUri.Length > 0)
        {
            var uri = new Uri(session.HttpUri);
            await ListeningPort.ListensAsync(uri.Host, uri.Port, TimeProvider.System, cancellationToken);
        }

        return functions;
    }

    public async Task InvokeAsync(Function function, HttpContext context)
    {
        WorkerSession session = _session;
        string id = Guid.NewGuid().ToString();
        var request = new InvocationRequest { InvocationId = id };
        request.InputData.Add(
            new ParameterBinding
            {
                Name = function.Trigger.Name,
                Data = new TypedData { Http = new RpcHttp() },
            }
        );
        foreach ((string name, object? value) in context.Request.RouteValues)
        {
            if (value is string text)
                request.TriggerMetadata[name] = new TypedData { String = text };
        }

        // The worker waits for both, in any order, and answers over HTTP. Of the invocation itself only a failure is of interest, and the
        // session logs that.
        context.Request.Headers[InvocationHeader] = id;
        _ = session.InvokeAsync(function, request);
        await forwarder.ForwardAsync(context, session.HttpUri);
        if (context.RequestAborted.IsCancellationRequested)
            session.Cancel(id);
    }

    public async Task TickAsync(Function function, CancellationToken cancellationToken)
    {
        var request = new InvocationRequest { InvocationId = Guid.NewGuid().ToString() };
        request.InputData.Add(
            new ParameterBinding
            {
                Name = function.Trigger.Name,
                Data = new TypedData { Json = TimerData.Json },
            }
        );
        await _session.InvokeAsync(function, request).WaitAsync(cancellationToken);
    }

    public bool AskToEnd() => _session.Terminate();
}
