using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Bench;

/// <summary>
/// What KubeTask is compared with: a loop that makes the same writes for each Task, some at a time, and reads nothing. For a start it
/// creates ConfigMap and Job at once, then writes the status. When the pod runs it writes Event and status at once, and again when the Job
/// has ended. The answers give it what the next write needs.
/// </summary>
internal sealed class PlainLoop
{
    private readonly Server _server;
    private readonly string _ns;
    private readonly PlainWrites _writes;
    private readonly JobController _controller;
    private readonly int _workers;
    private readonly ConcurrentDictionary<string, PlainTask> _tasks = new();
    private Channel<Func<CancellationToken, Task>> _work = NewWork();

    public PlainLoop(Server server, string ns, PlainWrites writes, JobController controller, int workers)
    {
        (_server, _ns, _writes, _controller, _workers) = (server, ns, writes, controller, workers);
        controller.Runs = Runs;
    }

    private string Tasks => $"apis/kubetask.io/v1alpha1/namespaces/{_ns}/tasks";

    /// <summary>Creates a Task that the loop works on later.</summary>
    public async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(Manifests.Task(name)).RootElement);
        V1Alpha1Task created = await _server.CreateAsync(Tasks, body, ApiJson.Default.V1Alpha1Task, cancellationToken);
        _tasks[name] = new PlainTask(created);
    }

    /// <summary>
    /// Creates a Task, and ends it before it starts: KubeTask leaves it alone, while <see cref="MakeAsync"/> makes its ConfigMap and Job.
    /// </summary>
    public async Task CreateEndedAsync(string name, CancellationToken cancellationToken)
    {
        await CreateAsync(name, cancellationToken);
        PlainTask task = _tasks[name];
        task.Start = _writes.Start(task.Now);
        await UpdateAsync(task, _writes.Completed(task.Now, name + "-pod"), cancellationToken);
    }

    /// <summary>Creates ConfigMap and Job of a Task.</summary>
    public async Task MakeAsync(string name, CancellationToken cancellationToken)
    {
        PlainTask task = _tasks[name];
        (byte[] configMap, byte[] job) = task.Start ?? _writes.Start(task.Now);
        string configMaps = $"api/v1/namespaces/{_ns}/configmaps",
            jobs = $"apis/batch/v1/namespaces/{_ns}/jobs";
        Task<V1Job> made = _server.CreateAsync(jobs, job, ApiJson.Default.V1Job, cancellationToken);
        await Task.WhenAll(_server.CreateAsync(configMaps, configMap, cancellationToken), made);
        task.Job = await made;
    }

    /// <summary>
    /// Starts Tasks until all of them report that their agent runs. It creates the Tasks, ConfigMaps and Jobs that aren't there yet.
    /// </summary>
    public async Task StartAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        _work = NewWork();
        foreach (string name in names)
            _work.Writer.TryWrite(token => StartAsync(name, token));
        await WorkAsync(names.Count * 2, cancellationToken);
    }

    /// <summary>Ends the pods and Jobs of Tasks, and reports each end.</summary>
    public async Task EndAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        _work = NewWork();
        Task ends = _controller.EndAsync(
            names.Select(n => n + "-job"),
            job => _work.Writer.TryWrite(token => CompleteAsync(_tasks[TaskOf(job)], token)),
            cancellationToken
        );
        Task work = WorkAsync(names.Count, cancellationToken);
        if (await Task.WhenAny(ends, work) == ends)
            await ends;
        await work;
    }

    private static Channel<Func<CancellationToken, Task>> NewWork() => Channel.CreateUnbounded<Func<CancellationToken, Task>>();

    private static string TaskOf(string job) => job[..^"-job".Length];

    /// <summary>Does a number of pieces of work, in the order in which they came.</summary>
    private Task WorkAsync(int count, CancellationToken cancellationToken)
    {
        int done = 0;
        return Parallel.ForEachAsync(
            _work.Reader.ReadAllAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = _workers, CancellationToken = cancellationToken },
            async (call, token) =>
            {
                await call(token);
                if (Interlocked.Increment(ref done) == count)
                    _work.Writer.TryComplete();
            }
        );
    }

    private async Task StartAsync(string name, CancellationToken cancellationToken)
    {
        if (!_tasks.ContainsKey(name))
            await CreateAsync(name, cancellationToken);
        PlainTask task = _tasks[name];
        if (task.Job is null)
            await MakeAsync(name, cancellationToken);
        await UpdateAsync(task, _writes.Created(task.Now, task.Job!), cancellationToken);
        Arrive(task);
    }

    /// <summary>The pod of a Job runs: one of ours, or one of KubeTask's.</summary>
    private void Runs(string job, string pod)
    {
        if (!_tasks.TryGetValue(TaskOf(job), out PlainTask? task))
            return;
        task.Pod = pod;
        Arrive(task);
    }

    /// <summary>Both must have happened, in any order: the status is written, and the pod runs.</summary>
    private void Arrive(PlainTask task)
    {
        if (task.Arrived() == 2)
            _work.Writer.TryWrite(token => ReportStartAsync(task, token));
    }

    private Task ReportStartAsync(PlainTask task, CancellationToken cancellationToken) =>
        Task.WhenAll(
            EventAsync(_writes.StartedEvent(task.Now, task.Pod!), cancellationToken),
            UpdateAsync(task, _writes.Started(task.Now, task.Pod!), cancellationToken)
        );

    private Task CompleteAsync(PlainTask task, CancellationToken cancellationToken) =>
        Task.WhenAll(
            EventAsync(_writes.CompletedEvent(task.Now), cancellationToken),
            UpdateAsync(task, _writes.Completed(task.Now, task.Pod!), cancellationToken)
        );

    private Task EventAsync(byte[] body, CancellationToken cancellationToken) =>
        _server.CreateAsync($"api/v1/namespaces/{_ns}/events", body, cancellationToken);

    private async Task UpdateAsync(PlainTask task, byte[] status, CancellationToken cancellationToken)
    {
        string path = $"{Tasks}/{task.Now.Metadata.Name}/status";
        task.Now = await _server.UpdateAsync(path, status, ApiJson.Default.V1Alpha1Task, cancellationToken);
    }

    /// <summary>A Task as the last answer showed it.</summary>
    private sealed class PlainTask(V1Alpha1Task created)
    {
        private int _arrived;

        public V1Alpha1Task Now { get; set; } = created;

        /// <summary>Bodies that were made before the Task was ended.</summary>
        public (byte[] ConfigMap, byte[] Job)? Start { get; set; }

        public V1Job? Job { get; set; }
        public string? Pod { get; set; }

        public int Arrived() => Interlocked.Increment(ref _arrived);
    }
}
