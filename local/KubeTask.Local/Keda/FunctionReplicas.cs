using System.ComponentModel;
using System.Threading.Channels;

namespace KubeTask.Local.Keda;

/// <summary>
/// Stands in for the functions' Deployment: keeps the desired number of processes, restarts those that end, and leaves none behind.
/// </summary>
public sealed class FunctionReplicas(
    FunctionReplicasSettings settings,
    FunctionsService service,
    TimeProvider time,
    ILogger<FunctionReplicas> logger
) : IScaleTarget, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CancellationTokenSource> _replicas = [];
    private readonly HashSet<Task> _keepers = [];
    private readonly List<ChannelWriter<ReplicaChange>> _subscribers = [];
    private bool _disposed;
    private int _running;
    private int _ready;

    public ReplicaChange Current
    {
        get
        {
            lock (_gate)
                return Snapshot();
        }
    }

    /// <summary>The current state, then each change in order; ends when this is disposed of. For one reader.</summary>
    public ChannelReader<ReplicaChange> Subscribe()
    {
        var changes = Channel.CreateUnbounded<ReplicaChange>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            changes.Writer.TryWrite(Snapshot());
            if (_disposed)
                changes.Writer.TryComplete();
            else
                _subscribers.Add(changes.Writer);
        }

        return changes.Reader;
    }

    public void ScaleTo(int replicas)
    {
        lock (_gate)
        {
            if (_disposed || replicas == _replicas.Count)
                return;
            while (_replicas.Count > replicas)
            {
                CancellationTokenSource last = _replicas[^1];
                _replicas.RemoveAt(_replicas.Count - 1);
                last.Cancel();
            }

            while (_replicas.Count < replicas)
            {
                var stop = new CancellationTokenSource();
                _replicas.Add(stop);
                int number = _replicas.Count;
                var keeper = Task.Run(() => KeepAsync(number, stop), CancellationToken.None);
                _keepers.Add(keeper);
                _ = keeper.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            Publish();
        }
    }

    /// <summary>Stops all replicas and waits until their processes are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        ScaleTo(0);
        Task[] ending;
        lock (_gate)
        {
            _disposed = true;
            ending = [.. _keepers];
        }

        await Task.WhenAll(ending);
        lock (_gate)
        {
            foreach (ChannelWriter<ReplicaChange> subscriber in _subscribers)
                subscriber.TryComplete();
            _subscribers.Clear();
        }
    }

    private void Forget(Task keeper)
    {
        lock (_gate)
            _keepers.Remove(keeper);
    }

    /// <summary>Keeps one replica running until it is stopped.</summary>
    private async Task KeepAsync(int number, CancellationTokenSource stop)
    {
        using CancellationTokenSource stopping = stop;
        using var log = new FunctionLog(settings.LogDirectory, $"functions-{number}", logger);
        TimeSpan wait = settings.RestartBase;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await RunAsync(number, log, stop.Token))
                    wait = settings.RestartBase;
                logger.LogWarning("functions-{Number} ended by itself; starting it again in {Wait:F1} s", number, wait.TotalSeconds);
                await Task.Delay(wait, time, stop.Token);
                wait = wait * 2 < settings.RestartCap ? wait * 2 : settings.RestartCap;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Runs one process to its end; true when it was ready in between.</summary>
    private async Task<bool> RunAsync(int number, FunctionLog log, CancellationToken stop)
    {
        bool started = false,
            answered = false;
        try
        {
            await using FunctionProcess? process = TryStart(number, log);
            if (process is null)
                return false;
            started = true;
            Change(running: 1, ready: 0);
            try
            {
                if (!await process.ReadyAsync(stop))
                    return false;
                service.Add(process.Endpoint);
                answered = true;
                Change(running: 0, ready: 1);
                await process.ExitAsync(stop);
                logger.LogWarning("functions-{Number} (process {Id}) exited with {Code}", number, process.Id, process.ExitCode);
                return true;
            }
            finally
            {
                // Remove it from the service before stopping it: no request goes to a process that is about to end.
                service.Remove(process.Endpoint);
            }
        }
        finally
        {
            Change(running: started ? -1 : 0, ready: answered ? -1 : 0);
        }
    }

    private FunctionProcess? TryStart(int number, FunctionLog log)
    {
        try
        {
            return FunctionProcess.Start(settings, log, time);
        }
        catch (Win32Exception e)
        {
            logger.LogError("functions-{Number} can't be started: {Command}: {Reason}", number, settings.Command, e.Message);
            return null;
        }
    }

    private void Change(int running, int ready)
    {
        lock (_gate)
        {
            _running += running;
            _ready += ready;
            Publish();
        }
    }

    private void Publish()
    {
        ReplicaChange change = Snapshot();
        foreach (ChannelWriter<ReplicaChange> subscriber in _subscribers)
            subscriber.TryWrite(change);
    }

    private ReplicaChange Snapshot() => new(time.GetUtcNow(), _replicas.Count, _running, _ready);
}
