using System.Diagnostics;
using System.Globalization;
using KubeTask.FunctionsHost.Apps;
using KubeTask.FunctionsHost.Http;
using KubeTask.Local.Ports;

namespace KubeTask.FunctionsHost.CustomHandlers;

/// <summary>A program that is an HTTP server on a port that it is given, and answers for all functions of the folder.</summary>
internal sealed class CustomHandler(FunctionApp app, HostFile.HandlerSection section, Forwarder forwarder, HostLog log, TimeProvider time)
    : IFunctionRuntime,
        IDisposable
{
    private readonly IReadOnlyList<Function> _functions = app.Functions();
    private readonly string _program = Program(app, section);
    private readonly BufferedForwarder _buffered = new(log);
    private readonly HandlerTimer _timer = new(log, time);
    private volatile ReservedPort? _port;

    public string ChildName => "custom handler";

    private string Destination => $"http://{_port!.Endpoint}";

    public ProcessStartInfo NextChild()
    {
        _port?.Dispose();
        ReservedPort port = _port = new ReservedPort();
        return new ProcessStartInfo(_program, section.Description?.Arguments ?? [])
        {
            WorkingDirectory = app.Folder,
            Environment =
            {
                [HostSettings.PortVariable] = port.Port.ToString(CultureInfo.InvariantCulture),
                ["FUNCTIONS_WORKER_RUNTIME"] = "custom",
            },
        };
    }

    /// <summary>A handler is ready when it listens.</summary>
    public async Task<IReadOnlyList<Function>> ReadyAsync(CancellationToken cancellationToken)
    {
        await ListeningPort.ListensAsync("127.0.0.1", _port!.Port, time, cancellationToken);
        return _functions;
    }

    public Task InvokeAsync(Function function, HttpContext context) =>
        section.EnableProxyingHttpRequest
            ? forwarder.ForwardAsync(context, Destination)
            : _buffered.ForwardAsync(context, new Uri(Destination));

    public Task TickAsync(Function function, CancellationToken cancellationToken) =>
        _timer.TickAsync(function, new Uri(Destination), cancellationToken);

    public bool AskToEnd() => false;

    public void Dispose()
    {
        _buffered.Dispose();
        _timer.Dispose();
        _port?.Dispose();
    }

    private static string Program(FunctionApp app, HostFile.HandlerSection section)
    {
        if (!section.EnableProxyingHttpRequest && !section.EnableForwardingHttpRequest)
        {
            throw new AppException(
                $"{HostFile.Name}: customHandler needs enableProxyingHttpRequest or enableForwardingHttpRequest; "
                    + "this host can call no other handler"
            );
        }

        return section.Description?.DefaultExecutablePath is { Length: > 0 } program
            ? Path.Combine(app.Folder, program)
            : throw new AppException($"{HostFile.Name}: customHandler.description.defaultExecutablePath is missing");
    }
}
