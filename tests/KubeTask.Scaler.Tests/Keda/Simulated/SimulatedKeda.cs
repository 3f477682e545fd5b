using Grpc.Core;
using KubeTask.Keda;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>
/// KEDA as it behaves with a trigger of type external-push: a stream that is opened again after 2 to 60 s, at once only after a clean end; a poll every 30 s that asks for
/// the metrics and then whether it is active; scaled to zero 300 s after the last activity; false from the stream means nothing.
/// </summary>
internal sealed class SimulatedKeda(SimulatedFunctions functions, Func<SimulatedScaler?> scaler, TimeProvider time)
{
    public static readonly TimeSpan Polling = TimeSpan.FromSeconds(30), Cooldown = TimeSpan.FromSeconds(300), LongestBackoff = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(2);
    private readonly ScaledObjectRef reference = new() { Name = "functions", Namespace = "kubetask-system", ScalerMetadata = { ["workload"] = "all", ["targetSize"] = "10" } };
    private CancellationTokenSource life = new();
    private DateTimeOffset lastActive;
    private int streams;

    /// <summary>Each <c>true</c> that was pushed, and whether it was the first on its stream.</summary>
    public List<(DateTimeOffset At, bool First)> Pushes { get; } = [];

    /// <summary>Called on each <c>true</c>, with whether it is the first on its stream.</summary>
    public Action<bool>? Pushed { get; set; }

    public bool Connected => streams > 0;

    public void Start()
    {
        lastActive = time.GetUtcNow();
        _ = StreamAsync(life.Token);
        _ = PollAsync(life.Token);
    }

    public void Restart()
    {
        life.Cancel();
        life.Dispose();
        life = new CancellationTokenSource();
        Start();
    }

    private async Task StreamAsync(CancellationToken cancellation)
    {
        TimeSpan backoff = FirstBackoff;
        while (!cancellation.IsCancellationRequested)
        {
            bool clean = false;
            if (scaler() is { } there)
            {
                bool first = true;
                streams++;
                try
                {
                    await there.StreamAsync(reference, active => OnPush(active, ref first), cancellation);
                    clean = true;
                }
                catch (RpcException)
                {
                    // The connection is lost.
                }

                streams--;
            }

            if (clean)
                backoff = FirstBackoff;
            await DelayAsync(clean ? TimeSpan.FromMilliseconds(10) : backoff, cancellation);
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
        Activate(1);
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        while (await DelayAsync(Polling, cancellation))
        {
            try
            {
                if (scaler() is not { } there)
                    continue;
                (long metric, bool active) = await there.PollAsync(reference);
                if (active)
                    Activate((int)Math.Clamp((metric + 9) / 10, 1, 5));
                else if (time.GetUtcNow() - lastActive >= Cooldown)
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
        lastActive = time.GetUtcNow();
        functions.Scale(Math.Max(functions.Replicas, replicas));
    }

    private async Task<bool> DelayAsync(TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(wait, time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
