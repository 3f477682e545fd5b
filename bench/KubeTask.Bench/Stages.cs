namespace KubeTask.Bench;

/// <summary>The stage that the bench is in. It is written to standard error, and named if the deadline comes first.</summary>
internal sealed class Stages(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private string _now = "starting";
    private Func<string>? _progress;

    /// <param name="progress">How far the stage is, if that is known.</param>
    public void Begin(string what, Func<string>? progress = null)
    {
        (_now, _progress) = (what, progress);
        Console.Error.WriteLine($"{time.GetElapsedTime(_begun).TotalSeconds, 6:F0} s  {what}");
    }

    public override string ToString() => _progress is null ? _now : $"{_now}: {_progress()}";
}
