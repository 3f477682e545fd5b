namespace KubeTask.Bench;

/// <summary>What the bench is at: told on standard error, and named where the deadline comes first.</summary>
internal sealed class Stages(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private Func<string>? _progress;

    public string Now { get; private set; } = "starting";

    /// <summary>How far it is, where that is known.</summary>
    public string Progress => _progress?.Invoke() ?? "";

    public void Begin(string what, Func<string>? progress = null)
    {
        (Now, _progress) = (what, progress);
        Console.Error.WriteLine($"{time.GetElapsedTime(_begun).TotalSeconds,6:F0} s  {what}");
    }
}
