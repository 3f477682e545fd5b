using System.ComponentModel;
using System.Threading.Channels;

namespace KubeTask.Local.Keda;

/// <summary>
/// Stands for the functions' Deployment: keeps as many processes as are wanted, starts again what ends by itself, and leaves none behind.
/// </summary>
public sealed class FunctionReplicas(FunctionReplicasSettings settings, FunctionsService service, TimeProvider time, ILogger<FunctionReplicas> logger)
    : IScaleTarget, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<CancellationTokenSource> replicas = [];
    private readonly HashSet<Task> keepers = [];
    private readonly List<ChannelWriter<ReplicaChange>> subscribers = [];
    private bool disposed;
    private int running;
    private int ready;


    public ReplicaChange Current
    {
        get
        {
            lock (gate)
                return Snapshot();
        }
    }

    /// <summary>What is now, and then each change in order; ends when this is disposed of. For one reader.</summary>
    public ChannelReader<ReplicaChange> Subscribe()
    {
        Channel<ReplicaChange> changes = Channel.CreateUnbounded<ReplicaChange>(new UnboundedChannelOptions { SingleReader = true });
        lock (gate)
        {
            changes.Writer.TryWrite(Snapshot());
            if (disposed)
                changes.Writer.TryComplete();
            else
                subscribers.Add(changes.Writer);
        }

        return changes.Reader;
    }

    public void ScaleTo(int replicas)
    {
        lock (gate)
        {
            if (disposed || replicas == this.replicas.Count)
                return;
            while (this.replicas.Count > replicas)
            {
                CancellationTokenSource last = this.replicas[^1];
                this.replicas.RemoveAt(this.replicas.Count - 1);
                last.Cancel();
            }

            while (this.replicas.Count < replicas)
            {
                var stop = new CancellationTokenSource();
                this.replicas.Add(stop);
                int number = this.replicas.Count;
                var keeper = Task.Run(() => KeepAsync(number, stop), CancellationToken.None);
                keepers.Add(keeper);
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
        lock (gate)
        {
            disposed = true;
            ending = [.. keepers];
        }

        await Task.WhenAll(ending);
        lock (gate)
        {
            foreach (ChannelWriter<ReplicaChange> subscriber in subscribers)
                subscriber.TryComplete();
            subscribers.Clear();
        }
    }

    private void Forget(Task keeper)
    {
        lock (gate)
            keepers.Remove(keeper);
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
        bool started = false, answered = false;
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
                // First out of the service, then stopped: no request is sent to a process that is about to end.
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
        lock (gate)
        {
            this.running += running;
            this.ready += ready;
            Publish();
        }
    }

    private void Publish()
    {
        ReplicaChange change = Snapshot();
        foreach (ChannelWriter<ReplicaChange> subscriber in subscribers)
            subscriber.TryWrite(change);
    }

    private ReplicaChange Snapshot() => new(time.GetUtcNow(), replicas.Count, running, ready);
}
