namespace KubeTask.Scaler;

/// <summary>Delays that follow the injected clock.</summary>
internal static class TimeProviderDelays
{
    public static Task Delay(this TimeProvider time, TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Delay(wait, time, cancellationToken);
}
