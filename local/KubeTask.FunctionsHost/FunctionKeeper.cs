using KubeTask.FunctionsHost.Apps;
using KubeTask.FunctionsHost.Children;

namespace KubeTask.FunctionsHost;

/// <summary>
/// Keeps one child running. As with the Azure Functions host, a child that ends with 0 stays away, and one that ends with another code is
/// started again.
/// </summary>
/// <param name="loaded">Gets the functions when they are known for the first time, before any call is let through.</param>
internal sealed class FunctionKeeper(IFunctionRuntime runtime, HostLog log, Action<IReadOnlyList<Function>> loaded)
{
    private static readonly TimeSpan s_initialization = TimeSpan.FromSeconds(60);

    /// <summary>Between asking and SIGTERM, and again between SIGTERM and SIGKILL.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    private bool _loaded;
    private volatile TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until a child takes calls; false when there is none any more.</summary>
    public Task<bool> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Runs children until canceled, and ends the last one.</summary>
    /// <exception cref="AppException">The child can't be started, or ended before it took calls.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await RunOneAsync(stopping))
                log.Information($"the {runtime.ChildName} is started again");
        }
        finally
        {
            _ready.TrySetResult(false);
        }
    }

    /// <summary>Runs a child to its end; true if another one must follow.</summary>
    private async Task<bool> RunOneAsync(CancellationToken stopping)
    {
        using var child = Child.Start(runtime.NextChild(), log);
        try
        {
            IReadOnlyList<Function> functions = await ReadyAsync(child, stopping);
            if (!_loaded)
                loaded(functions);
            _loaded = true;
            log.Information($"{functions.Count} functions: {string.Join(", ", functions.Select(f => f.Name))}");
            _ready.TrySetResult(true);
            int code = await child.Exit.WaitAsync(stopping);
            _ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            log.Error($"the {runtime.ChildName} {child.Id} ended with {code}");
            if (code != 0)
                return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host ends, and so must the child.
        }
        finally
        {
            await EndAsync(child);
        }

        if (!stopping.IsCancellationRequested)
            log.Error($"a {runtime.ChildName} that ended with 0 isn't started again; every call will fail");
        return false;
    }

    private async Task<IReadOnlyList<Function>> ReadyAsync(Child child, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        ended.CancelAfter(s_initialization);
        Task<IReadOnlyList<Function>> ready = runtime.ReadyAsync(ended.Token);
        await Task.WhenAny(ready, child.Exit);
        if (ready.IsCompletedSuccessfully || ready.IsFaulted || stopping.IsCancellationRequested)
            return await ready;
        await ended.CancelAsync();
        await ((Task)ready).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new AppException(
            child.Exit.IsCompleted
                ? $"the {runtime.ChildName} ended with {await child.Exit} before it was initialized"
                : $"the {runtime.ChildName} wasn't initialized within {s_initialization.TotalSeconds} s"
        );
    }

    /// <summary>Asks, then sends SIGTERM, then kills.</summary>
    private async Task EndAsync(Child child)
    {
        if (child.Exit.IsCompleted)
            return;
        if (runtime.AskToEnd() && await EndsAsync(child))
            return;
        child.Terminate();
        if (await EndsAsync(child))
            return;
        log.Error($"the {runtime.ChildName} {child.Id} didn't end and is killed");
        child.Kill();
        await child.Exit;
    }

    private static async Task<bool> EndsAsync(Child child)
    {
        await ((Task)child.Exit).WaitAsync(s_patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return child.Exit.IsCompleted;
    }
}
