namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// Lets one of all that wait go on at a time, chosen by a seed: the same seed gives the same order. Whatever is awaited in between ends at once, so that
/// the whole runs on one thread.
/// </summary>
internal sealed class Turns(Random choice)
{
    private readonly List<TaskCompletionSource> _waiting = [];

    public bool Any => _waiting.Count > 0;

    /// <summary>Waits for its turn.</summary>
    public Task NextAsync()
    {
        var turn = new TaskCompletionSource();
        _waiting.Add(turn);
        return turn.Task;
    }

    /// <summary>Gives one of those that wait its turn. It has gone on to its next wait, or to its end, when this returns.</summary>
    public void Give()
    {
        int index = choice.Next(_waiting.Count);
        TaskCompletionSource turn = _waiting[index];
        _waiting[index] = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
        turn.SetResult();
    }
}
