using System.Globalization;
using k8s;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Local.Cluster;
using KubeTask.Local.Keda;
using PocketKube.Node.Watching;
using Spectre.Console;

namespace KubeTask.Local.Demo;

/// <summary>Runs the examples, or a Task of a real agent, end to end and reports each step as it happens.</summary>
internal sealed class DemoRun(RepositoryLayout layout, LocalCluster cluster, AgentDemo? agent, IAnsiConsole console, TimeProvider time)
{
    private const string Namespace = KubeTaskApi.DefaultReleaseNamespace;
    private const string TaskFile = "03-task.yaml";
    private const string GitFile = "05-git-context.yaml";
    private const string GitName = "follow-playbook";
    private const string GitUrl = "https://git.example.com/team/playbook.git";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly string _name = agent is null ? "update-service-a" : AgentDemo.TaskName;
    private readonly Timeline _timeline = new(time);
    private readonly Lock _printing = new();
    private readonly TaskCompletionSource<V1Alpha1Task> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<V1Alpha1Task> _gitEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asleep = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _phase;

    /// <returns>The exit code: 0 when the Task was Completed and the functions went back to zero.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig));
        ILogger quiet = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        var tasks = new ResourceWatch<V1Alpha1Task>(client, $"apis/{KubeTaskApi.GroupVersion}/tasks", OnTask, time, quiet);
        var jobs = new ResourceWatch<V1Job>(client, "apis/batch/v1/jobs", OnJob, time, quiet);
        var pods = new ResourceWatch<V1Pod>(client, "api/v1/pods", OnPod, time, quiet);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] watching =
        [
            tasks.RunAsync(stop.Token),
            jobs.RunAsync(stop.Token),
            pods.RunAsync(stop.Token),
            FollowReplicasAsync(stop.Token),
        ];
        try
        {
            await Task.WhenAll(tasks.Synced, jobs.Synced, pods.Synced);
            return await ShowAsync(cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(watching);
        }
    }

    private async Task<int> ShowAsync(CancellationToken cancellationToken)
    {
        var kubectl = new Kubectl(cluster.Kubeconfig);
        foreach ((string what, string file) in await ManifestsAsync(cancellationToken))
        {
            // The last one has the Task.
            if (agent is not null || file.EndsWith(TaskFile, StringComparison.Ordinal))
                _timeline.Reach(Step.Applied);
            await ApplyAsync(kubectl, what, file, cancellationToken);
        }

        V1Alpha1Task task = await _ended.Task.WaitAsync(s_limit, time, cancellationToken);
        await ShowLogAsync(kubectl, task, cancellationToken);
        V1Alpha1Task fetched = task;
        if (agent is null && AgentImages.HasInit(layout.Init))
        {
            fetched = await ShowGitAsync(kubectl, cancellationToken);
        }
        else
        {
            if (agent is null)
                Say("demo", "the Git Context is left out: the program that fetches it isn't built (make publish-init)");
            else
                ShowRun(task.Status!);
            _gitEnded.SetResult(task);
        }

        Say("kubectl", "get tasks -o wide");
        await kubectl.RunAsync(line => Say("kubectl", "  " + line), cancellationToken, "get", "tasks", "-n", Namespace, "-o", "wide");

        Say("demo", "waiting for the functions to go back to zero (cooldown)");
        await _asleep.Task.WaitAsync(s_limit, time, cancellationToken);
        PrintTimes();
        return task.Status!.Phase == TaskPhase.Completed && fetched.Status!.Phase == TaskPhase.Completed ? 0 : 1;
    }

    private async Task<IReadOnlyList<(string What, string File)>> ManifestsAsync(CancellationToken cancellationToken)
    {
        if (agent is null)
        {
            string[] examples = ["01-agent.yaml", "02-contexts.yaml", TaskFile];
            return [.. examples.Select(e => ($"examples/{e}", Path.Combine(layout.Examples, e)))];
        }

        Say("demo", agent.Notice);
        string file = Path.Combine(layout.State, "demo", "agent.json");
        await File.WriteAllTextAsync(file, agent.Manifest(), cancellationToken);
        return [(Path.GetRelativePath(layout.Root, file), file)];
    }

    private void ShowRun(V1Alpha1TaskStatus status)
    {
        Say("task", $"result: {status.Result}");
        if (status.Usage is { } usage)
        {
            string cost = usage.CostUsd is { } dollars
                ? string.Create(CultureInfo.InvariantCulture, $"{dollars} USD, {usage.CostBasis}")
                : "the CLI reports no cost";
            Say("task", $"usage: {usage.TotalTokens} tokens in {status.Turns} turns; {cost}");
        }
    }

    /// <summary>A second Task, whose Context is a repository that git serves on this machine.</summary>
    private async Task<V1Alpha1Task> ShowGitAsync(Kubectl kubectl, CancellationToken cancellationToken)
    {
        using DemoRepository repository = await DemoRepository.ServeAsync(Path.Combine(layout.State, "demo", "git"), cancellationToken);
        string example = await File.ReadAllTextAsync(Path.Combine(layout.Examples, GitFile), cancellationToken);
        string file = Path.Combine(layout.State, "demo", GitFile);
        await File.WriteAllTextAsync(file, example.Replace(GitUrl, repository.Url, StringComparison.Ordinal), cancellationToken);
        await ApplyAsync(kubectl, $"examples/{GitFile} (with {repository.Url})", file, cancellationToken);
        V1Alpha1Task task = await _gitEnded.Task.WaitAsync(s_limit, time, cancellationToken);
        foreach (FetchedContext context in task.Status?.Contexts ?? [])
            Say("task", $"{GitName} has Context {context.Namespace}/{context.Name} at commit {context.Commit}");
        await ShowLogAsync(kubectl, task, cancellationToken);
        return task;
    }

    private async Task ApplyAsync(Kubectl kubectl, string what, string file, CancellationToken cancellationToken)
    {
        Say("kubectl", $"apply -f {what}");
        if (await kubectl.RunAsync(line => Say("kubectl", "  " + line), cancellationToken, "apply", "-f", file) != 0)
            throw new DemoException($"kubectl could not apply {what}; its words are above");
    }

    private async Task ShowLogAsync(Kubectl kubectl, V1Alpha1Task task, CancellationToken cancellationToken)
    {
        Say("kubectl", $"logs job/{task.Status!.JobName}");
        await kubectl.RunAsync(line => Say("agent", line), cancellationToken, "logs", "-n", Namespace, $"job/{task.Status.JobName}");
    }

    private void OnTask(ObjectChange change, V1Alpha1Task task)
    {
        if (task.Metadata.Name == GitName && TaskPhase.IsTerminal(task.Status?.Phase ?? ""))
            _gitEnded.TrySetResult(task);
        if (task.Metadata.Name != _name || task.Metadata.NamespaceProperty != Namespace)
            return;
        string phase = task.Status?.Phase ?? TaskPhase.Pending;
        if (phase != _phase)
            Say("task", _phase is null ? $"{_name} is {phase}" : $"{_name}: {_phase} → {phase} ({task.Status?.Message})");
        _phase = phase;
        if (TaskPhase.IsTerminal(phase))
        {
            _timeline.Reach(Step.Done);
            _ended.TrySetResult(task);
        }
    }

    private void OnJob(ObjectChange change, V1Job job)
    {
        if (change == ObjectChange.Added && _timeline.Reach(Step.JobCreated))
            Say("job", $"{job.Metadata.Name} created");
    }

    private void OnPod(ObjectChange change, V1Pod pod)
    {
        if (pod.Status?.Phase is "Running" or "Succeeded" or "Failed" && _timeline.Reach(Step.AgentStarted))
            Say("pod", $"{pod.Metadata.Name} runs the agent");
    }

    private async Task FollowReplicasAsync(CancellationToken cancellationToken)
    {
        ReplicaChange before = cluster.Replicas.Current;
        try
        {
            await foreach (ReplicaChange change in cluster.Replicas.Subscribe().ReadAllAsync(cancellationToken))
            {
                if (change.Desired != before.Desired)
                    Say("keda", $"functions {before.Desired} → {change.Desired}");
                if (change.Desired > 0 && before.Desired == 0)
                    _timeline.Reach(Step.Seen);
                if (change.Ready > before.Ready)
                {
                    _timeline.Reach(Step.Woken);
                    Say("functions", string.Create(CultureInfo.InvariantCulture, $"{change.Ready} ready"));
                }

                if (change is { Desired: 0, Running: 0, Ready: 0 } && before.Desired + before.Running + before.Ready > 0)
                {
                    Say("functions", "0 processes");
                    if (_gitEnded.Task.IsCompleted)
                        _asleep.TrySetResult();
                }

                before = change;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The demo is over.
        }
    }

    private void PrintTimes()
    {
        Table table = new Table().Border(TableBorder.Simple).Title("Where the time went");
        table.AddColumn("step").AddColumn(new TableColumn("took").RightAligned()).AddColumn(new TableColumn("since apply").RightAligned());
        foreach ((Step step, TimeSpan took, TimeSpan since) in _timeline.Steps())
            table.AddRow(Words(step), Milliseconds(took), Milliseconds(since));
        console.Write(table);
    }

    private static string Words(Step step) =>
        step switch
        {
            Step.Applied => "kubectl apply begins",
            Step.Seen => "seen (the scaler reports work, KEDA scales up)",
            Step.Woken => "woken (a function answers)",
            Step.JobCreated => "Job created",
            Step.AgentStarted => "agent started",
            _ => "done (the Task says so)",
        };

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture) + " ms";

    private void Say(string who, string what)
    {
        string color = who switch
        {
            "agent" => "grey",
            "task" => "green",
            "keda" or "functions" => "yellow",
            _ => "blue",
        };
        lock (_printing)
        {
            string at = _timeline.Elapsed.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture).PadLeft(6);
            console.MarkupLineInterpolated($"[grey]{at} s[/] [{color}]{who, -9}[/] {what}");
        }
    }
}
