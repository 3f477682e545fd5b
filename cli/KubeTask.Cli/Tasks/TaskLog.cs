using KubeTask.Cli.Clusters;
using KubeTask.Cli.Terminals;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Tasks;

/// <summary>The log of a Task: the logs of its attempts, one after the other, with a note before each further one.</summary>
internal sealed class TaskLog(Cluster cluster, Terminal terminal, TimeProvider time)
{
    private readonly LogCopy _copy = new(cluster, terminal, time);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _begun;

    /// <summary>Whether a log has begun.</summary>
    public bool HasBegun => Volatile.Read(ref _begun);

    /// <summary>Is completed when a followed log has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Copies the log as it is now.</summary>
    /// <param name="task">The Task.</param>
    /// <param name="only">The number of one attempt, or null for all.</param>
    /// <param name="tail">How many of the last lines of each attempt's log, or null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">There is no such attempt, or none has a log.</exception>
    public async Task CopyAsync(V1Alpha1Task task, int? only, int? tail, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> jobs = Attempts.Jobs(task);
        if (only > jobs.Count)
            throw new CliException(NoAttempt(task, only.Value));
        for (int attempt = only ?? 1; attempt <= (only ?? jobs.Count); attempt++)
        {
            var pods = new AgentPods(cluster, task, jobs[attempt - 1], time);
            bool shown =
                await pods.FindAsync(cancellationToken) is { } pod
                && await CopyPodAsync(task, attempt, pod, follow: false, tail, cancellationToken);
            if (!shown && only is null && jobs.Count > 1)
                Note($"--- attempt {attempt}: no log ---", Ink.Faint);
        }

        if (!_begun)
            throw new CliException(NoLog(task, only, following: false));
    }

    /// <summary>Copies the log from its beginning, and goes on until the Task, or the one attempt, has ended.</summary>
    /// <param name="feed">The Task.</param>
    /// <param name="only">The number of one attempt, or null for all.</param>
    /// <param name="tail">How many of the last lines of the first log, or null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether there was a log.</returns>
    public async Task<bool> FollowAsync(TaskFeed feed, int? only, int? tail, CancellationToken cancellationToken)
    {
        bool begun = await FollowAttemptsAsync(feed, only, tail, cancellationToken);
        _ended.SetResult();
        return begun;
    }

    /// <summary>Writes a note on a line of its own.</summary>
    public void Note(string text, Ink ink) => _copy.Note(text, ink);

    /// <summary>Why there is no log.</summary>
    public static string NoLog(V1Alpha1Task task, int? attempt, bool following)
    {
        string phase = task.Status?.Phase ?? TaskPhase.Pending;
        string message = task.Status?.Message is { Length: > 0 } text ? $" ({OneLine.Of(text)})" : "";
        string which = attempt is null ? $"Task {task.Metadata.Name}" : $"attempt {attempt} of Task {task.Metadata.Name}";
        bool over = attempt is { } number ? Attempts.IsOver(task, number) : TaskFeed.HasEnded(task);
        return over
            ? $"{which} has no log: the Task is {phase}{message}, and its agent has no pod"
            : $"{which} has no log yet: the Task is {phase}{message}{(following ? "" : "; -f waits for it")}";
    }

    private async Task<bool> FollowAttemptsAsync(TaskFeed feed, int? only, int? tail, CancellationToken cancellationToken)
    {
        for (int attempt = only ?? 1; ; attempt++)
        {
            V1Alpha1Task task = await feed.UntilAsync(t => Attempts.Jobs(t).Count >= attempt || TaskFeed.HasEnded(t), cancellationToken);
            if (Attempts.Jobs(task).Count < attempt)
                return only is null ? _begun : throw new CliException(NoAttempt(task, attempt));
            var pods = new AgentPods(cluster, task, Attempts.Jobs(task)[attempt - 1], time);
            bool shown = false;
            while (await NextPodAsync(feed, pods, attempt, cancellationToken) is { } pod)
            {
                shown |= await CopyPodAsync(task, attempt, pod, follow: true, tail, cancellationToken);
                tail = shown ? null : tail;
            }

            if (!shown && only is null && (_begun || Attempts.Jobs(feed.Current).Count > attempt))
                Note($"--- attempt {attempt}: no log ---", Ink.Faint);
            if (only is not null)
                return _begun;
        }
    }

    private static string NoAttempt(V1Alpha1Task task, int attempt)
    {
        int count = Attempts.Jobs(task).Count;
        string there = count switch
        {
            0 => "none has started",
            1 => "there is one, --attempt 1",
            _ => $"there are {count}, up to --attempt {count}",
        };
        return $"--attempt: Task {task.Metadata.Name} has no attempt {attempt}{(TaskFeed.HasEnded(task) ? "" : " yet")}: {there}";
    }

    private async Task<bool> CopyPodAsync(
        V1Alpha1Task task,
        int attempt,
        string pod,
        bool follow,
        int? tail,
        CancellationToken cancellationToken
    )
    {
        if (_begun || attempt > 1)
            Note($"--- attempt {attempt}: pod {pod} ---", Ink.Faint);
        bool copied = await _copy.CopyAsync(new ObjectKey(task.Metadata.NamespaceProperty, pod), follow, tail, cancellationToken);
        _begun |= copied;
        return copied;
    }

    /// <summary>Waits for the next pod of an attempt whose agent has started. Null: the attempt is over.</summary>
    private static async Task<string?> NextPodAsync(TaskFeed feed, AgentPods pods, int attempt, CancellationToken cancellationToken)
    {
        if (Attempts.IsOver(feed.Current, attempt))
            return await pods.FindAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<string> starting = pods.AwaitAsync(stop.Token);
        Task<V1Alpha1Task> ending = feed.UntilAsync(t => Attempts.IsOver(t, attempt), stop.Token);
        Task first = await Task.WhenAny(starting, ending);
        await stop.CancelAsync();
        // Both have ended before the pods are asked again. What was canceled here isn't a fault; any other exception is.
        await Task.WhenAll(starting, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (starting.IsCompletedSuccessfully)
            return await starting;
        await first;
        return await pods.FindAsync(cancellationToken);
    }
}
