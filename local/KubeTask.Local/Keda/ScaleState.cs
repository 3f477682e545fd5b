using System.Collections.Immutable;

namespace KubeTask.Local.Keda;

/// <summary>
/// The state and the decisions of KEDA and its HPA: KEDA between 0 and 1 by activity and cooldown, the HPA from 1 up
/// by the metric. Pure.
/// </summary>
public sealed record ScaleState
{
    public static ScaleState Start { get; } = new();

    public int Replicas { get; private init; }

    private DateTimeOffset? LastActive { get; init; }

    /// <summary>The HPA scales down only to its highest recommendation within the stabilization window.</summary>
    private ImmutableList<(DateTimeOffset At, int Replicas)> Recommendations { get; init; } = [];

    /// <summary>The scaler pushed <c>true</c>: from 0 to 1 at once. (A pushed <c>false</c> is ignored, as by KEDA.)</summary>
    public ScaleState Pushed(DateTimeOffset now) => this with { Replicas = Math.Max(1, Replicas), LastActive = now };

    /// <summary>A poll brought an answer.</summary>
    /// <param name="active">IsActive's result.</param>
    /// <param name="metric">GetMetrics' value.</param>
    /// <param name="target">The metric value per replica.</param>
    public ScaleState Polled(bool active, double metric, double target, KedaSettings settings, DateTimeOffset now)
    {
        ScaleState state = active ? this with { LastActive = now } : this;
        if (!active)
        {
            bool cooled = state.LastActive is not { } last || now - last >= settings.CooldownPeriod;
            if (cooled)
                return state with { Replicas = 0, Recommendations = [] };
        }

        if (state.Replicas == 0)
            return active ? state with { Replicas = 1 } : state;
        int recommended = Math.Clamp((int)Math.Ceiling(Math.Min(metric / target, int.MaxValue)), 1, Math.Max(1, settings.MaxReplicas));
        ImmutableList<(DateTimeOffset At, int Replicas)> window = state
            .Recommendations.RemoveAll(r => now - r.At >= settings.CooldownPeriod)
            .Add((now, recommended));
        return state with { Replicas = window.Max(r => r.Replicas), Recommendations = window };
    }
}
