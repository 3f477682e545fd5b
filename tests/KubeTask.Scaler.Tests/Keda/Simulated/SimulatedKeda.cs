using Grpc.Core;
using KubeTask.Keda;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>
/// KEDA as it behaves with a trigger of type external-push: a stream that is opened again after 2 to 60 s, at once only after a clean end;
/// a poll every 30 s that asks for the metrics and then whether it is active; scaled to zero 300 s after the last activity; false from the
/// stream means nothing.
/// </summary>
internal sealed class SimulatedKeda(SimulatedFunctions functions, Func<SimulatedScaler?> scaler, TimeProvider time)
{
    public static readonly TimeSpan Polling = TimeSpan.FromSeconds(30),
        Cooldown = TimeSpan.FromSeconds(300),
        LongestBackoff = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_firstBackoff = TimeSpan.FromSeconds(2);
    private readonly ScaledObjectRef _reference = new()
    {
        Name = "functions",
        Namespace = "kubetask-system",
        ScalerMetadata = { ["workload"] = "all", ["targetSize"] = "10" },
    };
    private CancellationTokenSource _life = new();
    private DateTimeOffset _lastActive;
    private int _streams;

    /// <summary>Each <c>true</c> that was pushed, and whether it was the first on its stream.</summary>
    public List<(DateTimeOffset At, bool First)> Pushes { get; } = [];

    /// <summary>Called on each <c>true</c>, with whether it is the first on its stream.</summary>
    public Action<bool>? Pushed { get; set; }

    public bool Connected => _streams > 0;

    /// <summary>Until when pushes are dropped, as KEDA 2.20 does until the ScaledObject's status has its metrics.</summary>
    public DateTimeOffset DeafUntil { get; set; }

    public void Start()
    {
        _lastActive = time.GetUtcNow();
        _ = StreamAsync(_life.Token);
        _ = PollAsync(_life.Token);
    }

    public void Restart()
    {
        _life.Cancel();
        _life.Dispose();
        _life = new CancellationTokenSource();
        Start();
    }

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        TimeSpan backoff = s_firstBackoff;
        while (!cancellationToken.IsCancellationRequested)
        {
            bool clean = false;
            if (scaler() is { } there)
            {
                bool first = true;
                _streams++;
                try
                {
                    await there.StreamAsync(_reference, active => OnPush(active, ref first), cancellationToken);
                    clean = true;
                }
                catch (RpcException)
                {
                    // The connection is lost.
                }

                _streams--;
            }

            if (clean)
                backoff = s_firstBackoff;
            await DelayAsync(clean ? TimeSpan.FromMilliseconds(10) : backoff, cancellationToken);
            if (!clean)
                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
        }
    }

    private void OnPush(bool active, ref bool first)
    {
        if (!active)
            return;
        Pushes.Add((time.GetUtcNow(), first));
        Pushed?.Invoke(first);
        first = false;
        if (time.GetUtcNow() >= DeafUntil)
            Activate(1);
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (await DelayAsync(Polling, cancellationToken))
        {
            try
            {
                if (scaler() is not { } there)
                    continue;
                (long metric, bool active) = await there.PollAsync(_reference);
                if (active)
                    Activate((int)Math.Clamp((metric + 9) / 10, 1, 5));
                else if (time.GetUtcNow() - _lastActive >= Cooldown)
                    functions.Scale(0);
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                // No answer: everything stays as it is.
            }
        }
    }

    private void Activate(int replicas)
    {
        _lastActive = time.GetUtcNow();
        functions.Scale(Math.Max(functions.Replicas, replicas));
    }

    private async Task<bool> DelayAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
