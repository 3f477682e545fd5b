namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// Lets one of the waiting callers continue at a time, chosen by a seed: the same seed gives the same order. Everything else that they
/// await has completed already, so all of them run on one thread.
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

    /// <summary>Lets one waiting caller continue. When this returns, it waits again or has ended.</summary>
    public void Give()
    {
        int index = choice.Next(_waiting.Count);
        TaskCompletionSource turn = _waiting[index];
        _waiting[index] = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
        turn.SetResult();
    }
}
