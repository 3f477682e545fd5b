using KubeTask.FunctionsHost.Apps;

namespace KubeTask.FunctionsHost.Timers;

/// <summary>Runs the timers' functions, by their schedules and when somebody asks for it.</summary>
internal sealed class FunctionTimers(IFunctionRuntime runtime, HostLog log, TimeProvider time, CancellationToken stopping)
{
    private volatile IReadOnlyList<Function> _functions = [];

    /// <summary>Ends when the host does.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <exception cref="AppException">A schedule is no NCRONTAB expression.</exception>
    public void Begin(IEnumerable<Function> functions)
    {
        _functions = [.. functions.Where(f => f.Trigger.IsTimer)];
        FunctionTimer[] timers = [.. _functions.Select(f => new FunctionTimer(f, time))];
        Running = RunAsync(timers);
    }

    /// <summary>Starts a function now, beside its schedule; false if no timer has that name.</summary>
    public bool StartNow(string name)
    {
        if (_functions.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } function)
            return false;
        _ = StartAsync(function);
        return true;
    }

    private async Task StartAsync(Function function)
    {
        try
        {
            await runtime.TickAsync(function, stopping);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            log.Error($"{function.Name}: {e.Message}");
        }
    }

    private async Task RunAsync(FunctionTimer[] timers)
    {
        try
        {
            await Task.WhenAll(timers.Select(t => t.RunAsync(runtime.TickAsync, stopping)));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host ends.
        }
    }
}
