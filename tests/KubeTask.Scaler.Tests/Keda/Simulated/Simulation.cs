using KubeTask.Scaler.Index;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>API server, scaler, KEDA and functions on one virtual clock and one thread.</summary>
internal sealed class Simulation : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private readonly SynchronizationContext? outer = SynchronizationContext.Current;
    private readonly Pump pump = new();
    private readonly List<SimulatedScaler> former = [];
    private readonly List<(DateTimeOffset At, Action Do)> agenda = [];
    private bool idleSeen;

    public Simulation(int seed)
    {
        SynchronizationContext.SetSynchronizationContext(pump);
        Random = new Random(seed);
        Api = new SimulatedApi(Time, Random);
        Functions = new SimulatedFunctions(Api, Time, Random);
        Keda = new SimulatedKeda(Functions, () => Scaler, Time)
        {
            Pushed = first =>
            {
                RepeatedTrues += first || idleSeen ? 0 : 1;
                idleSeen = false;
            },
        };
        pump.AfterEach = NoticeIdle;
        StartScaler();
        Keda.Start();
        Run(TimeSpan.FromSeconds(1));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    public Random Random { get; }
    public SimulatedApi Api { get; }
    public SimulatedFunctions Functions { get; }
    public SimulatedKeda Keda { get; }
    public SimulatedScaler? Scaler { get; private set; }

    /// <summary><c>true</c> on a stream on which it was said before, with work all the time since.</summary>
    public int RepeatedTrues { get; private set; }

    /// <summary>Moments at which there was work and KEDA listened, and yet nothing was woken.</summary>
    public int LostWakes { get; private set; }

    public int Work => Scaler?.Index.Count(WorkFilter.All) ?? 0;

    public void Create(string name)
    {
        Api.Create(name);
        Settle();
    }

    public void StartScaler()
    {
        Scaler = new SimulatedScaler(Functions, Time, Random);
        Api.Watch(Scaler.Index);
        idleSeen = false;
        Settle();
    }

    /// <summary>The scaler goes, and comes back after a while.</summary>
    public void RestartScaler(bool kill, TimeSpan away)
    {
        if (Scaler is null)
            return;
        Api.Unwatch();
        if (kill)
            Scaler.Kill();
        else
            Scaler.Stop();
        former.Add(Scaler);
        Scaler = null;
        Settle();
        Later(away, StartScaler);
    }

    public void RestartApi(TimeSpan away)
    {
        if (!Api.Up)
            return;
        Api.GoDown();
        Later(away, () =>
        {
            Api.ComeBack();
            Settle();
        });
    }

    public void Later(TimeSpan wait, Action action) => agenda.Add((Time.GetUtcNow() + wait, action));

    /// <summary>Lets time pass, until a condition holds if there is one; true when it did.</summary>
    public bool Run(TimeSpan span, Func<bool>? until = null)
    {
        DateTimeOffset end = Time.GetUtcNow() + span;
        Settle();
        while (Time.GetUtcNow() < end)
        {
            if (until?.Invoke() == true)
                return true;
            Time.Advance(Step);
            Settle();
            foreach ((DateTimeOffset At, Action Do) due in agenda.Where(a => a.At <= Time.GetUtcNow()).ToList())
            {
                agenda.Remove(due);
                due.Do();
            }

            Api.Tick();
            Settle();
        }

        return until?.Invoke() ?? true;
    }

    public void Dispose()
    {
        Scaler?.Kill();
        pump.Run();
        former.ForEach(s => s.Dispose());
        Scaler?.Dispose();
        SynchronizationContext.SetSynchronizationContext(outer);
    }

    private void Settle()
    {
        NoticeIdle();
        pump.Run();
        if (Keda.Connected && Work > 0 && Functions.Replicas == 0)
            LostWakes++;
    }

    private void NoticeIdle() => idleSeen |= Work == 0;
}
