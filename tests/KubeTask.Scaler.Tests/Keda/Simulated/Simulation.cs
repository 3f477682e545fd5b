using KubeTask.Scaler.Index.Queue;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>API server, scaler, KEDA and functions on one virtual clock and one thread.</summary>
internal sealed class Simulation : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);
    private readonly SynchronizationContext? _outer = SynchronizationContext.Current;
    private readonly Pump _pump = new();
    private readonly List<SimulatedScaler> _former = [];
    private readonly List<(DateTimeOffset At, Action Do)> _agenda = [];
    private bool _idleSeen;

    public Simulation(int seed)
    {
        SynchronizationContext.SetSynchronizationContext(_pump);
        Random = new Random(seed);
        Api = new SimulatedApi(Time, Random);
        Functions = new SimulatedFunctions(Api, Time, Random);
        Keda = new SimulatedKeda(Functions, () => Scaler, Time)
        {
            Pushed = first =>
            {
                RepeatedTrues += first || _idleSeen || !Functions.Awake ? 0 : 1;
                _idleSeen = false;
            },
        };
        _pump.AfterEach = NoticeIdle;
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

    /// <summary>
    /// <c>true</c> on a stream on which it was said before, with work all the time since, and with functions that answer.
    /// </summary>
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
        _idleSeen = false;
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
        _former.Add(Scaler);
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

    public void Later(TimeSpan wait, Action action) => _agenda.Add((Time.GetUtcNow() + wait, action));

    /// <summary>Lets time pass, until a condition holds if there is one; true when it did.</summary>
    public bool Run(TimeSpan span, Func<bool>? until = null)
    {
        DateTimeOffset end = Time.GetUtcNow() + span;
        Settle();
        while (Time.GetUtcNow() < end)
        {
            if (until?.Invoke() == true)
                return true;
            Time.Advance(s_step);
            Settle();
            foreach ((DateTimeOffset At, Action Do) due in _agenda.Where(a => a.At <= Time.GetUtcNow()).ToList())
            {
                _agenda.Remove(due);
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
        _pump.Run();
        _former.ForEach(s => s.Dispose());
        Scaler?.Dispose();
        SynchronizationContext.SetSynchronizationContext(_outer);
    }

    private void Settle()
    {
        NoticeIdle();
        _pump.Run();
        if (Keda.Connected && Time.GetUtcNow() >= Keda.DeafUntil && Work > 0 && Functions.Replicas == 0)
            LostWakes++;
    }

    private void NoticeIdle() => _idleSeen |= Work == 0;
}
