using KubeTask.Core.Events;
using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>The functions: there when KEDA has scaled them up, a second later, until they are killed or scaled down.</summary>
internal sealed class SimulatedFunctions(SimulatedApi api, TimeProvider time, Random random) : IFunctionsClient
{
    private DateTimeOffset _readyAt;
    private int _life;

    /// <summary>How many replicas KEDA wants.</summary>
    public int Replicas { get; private set; }

    public bool Awake => Replicas > 0 && time.GetUtcNow() >= _readyAt;

    public int Delivered { get; private set; }

    public void Scale(int replicas)
    {
        if (Replicas == 0 && replicas > 0)
            _readyAt = time.GetUtcNow().AddSeconds(1);
        if (replicas == 0)
            _life++;
        Replicas = replicas;
    }

    /// <summary>SIGKILL: what is under way is cut off in the middle; they start again by themselves.</summary>
    public void Kill()
    {
        _life++;
        _readyAt = time.GetUtcNow().AddSeconds(random.Next(1, 4));
    }

    public async Task<IReadOnlyList<(DeliveryOutcome Outcome, string? Why)>> DeliverAsync(
        IReadOnlyList<WorkItem> items,
        CancellationToken cancellationToken
    )
    {
        var answers = new List<(DeliveryOutcome, string?)>();
        foreach (WorkItem item in items)
            answers.Add(await DeliverAsync(item, cancellationToken));
        return answers;
    }

    public Task<bool> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(Awake);

    private async Task<(DeliveryOutcome Outcome, string? Why)> DeliverAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (!Awake)
            return (new DeliveryOutcome.Asleep(), "connection refused");
        int mine = _life;
        Delivered++;
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)), time, cancellationToken);
        bool half = random.Next(2) == 0;
        // Killed before its writes, or behind them and before the answer: a repeat must do no harm in both cases.
        if (mine != _life && half)
            return (new DeliveryOutcome.Failed(), "connection reset");
        bool done = item.EventType == EventType.JobCompleted ? api.Finish(item.Key.Name) : api.Start(item.Key.Name);
        return done && mine == _life ? (new DeliveryOutcome.Delivered(), null) : (new DeliveryOutcome.Failed(), "500 or connection reset");
    }
}
