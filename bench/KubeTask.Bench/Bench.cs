using System.Globalization;
using System.Text.Json;
using KubeTask.Bench.Figures;
using KubeTask.Core.Api;

namespace KubeTask.Bench;

/// <summary>
/// Runs one build of scaler and functions against the cluster, and a plain loop beside it. The cluster has no Job controller but the
/// bench's, whose work is the same in both.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    private const int WarmUps = 10;
    private readonly Server _server;
    private readonly Server _controllerServer;
    private readonly BenchSettings _settings;
    private readonly Build _build;
    private readonly Stages _stages;
    private readonly TimeProvider _time;
    private readonly string _ns;
    private readonly int _port = Part.FreePort();
    private readonly JobController _controller;
    private readonly ObjectWatch _jobWatch;
    private readonly ObjectWatch _taskWatch;
    private readonly SeenObjects _jobs;
    private readonly SeenObjects _started;
    private readonly SeenObjects _ended;
    private Part? _scaler;
    private ScalerToken? _token;
    private Part? _functions;

    public Bench(Server server, BenchSettings settings, Stages stages, TimeProvider time)
    {
        (_server, _settings, _build, _stages, _time) = (server, settings, settings.Build, stages, time);
        _ns = string.Create(CultureInfo.InvariantCulture, $"kubetask-bench-{Environment.ProcessId}");
        _controllerServer = Server.FromKubeconfig();
        _controller = new JobController(_controllerServer, _ns, time);
        _jobWatch = new ObjectWatch(server, $"apis/batch/v1/namespaces/{_ns}/jobs", time);
        _jobs = _jobWatch.Await(_ => true, _controller.See);
        _taskWatch = new ObjectWatch(server, Ours("tasks"), time);
        _started = _taskWatch.Await(TaskStates.HasStarted);
        _ended = _taskWatch.Await(TaskStates.IsCompleted);
    }

    public async Task<BenchRun> RunAsync(CancellationToken cancellationToken)
    {
        Begin("arranging");
        (await _server.CreateAsync("api/v1/namespaces", Manifests.Namespace(_ns), cancellationToken)).Dispose();
        try
        {
            return await MeasureAsync(await ArrangeAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            End(ref _functions);
            End(ref _scaler);
            Begin("deleting what was made");
            await _server.DeleteNamespaceAsync(_ns, _time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _functions?.Dispose();
        _scaler?.Dispose();
        _token?.Dispose();
        await _controller.DisposeAsync();
        await _jobWatch.DisposeAsync();
        await _taskWatch.DisposeAsync();
        _controllerServer.Dispose();
    }

    private string Ours(string resource) => $"apis/kubetask.io/v1alpha1/namespaces/{_ns}/{resource}";

    private void Begin(string stage) => _stages.Begin($"{_build.Name}, {_settings.OtherPods} other pods: {stage}");

    private async Task<PlainLoop> ArrangeAsync(CancellationToken cancellationToken)
    {
        using JsonDocument agent = await _server.CreateAsync(Ours("agents"), Manifests.Agent(), cancellationToken);
        using JsonDocument context = await _server.CreateAsync(Ours("contexts"), Manifests.Context(), cancellationToken);
        var writes = new PlainWrites(
            _ns,
            agent.Deserialize(ApiJson.Default.V1Alpha1Agent)!,
            context.Deserialize(ApiJson.Default.V1Alpha1Context)!,
            _time
        );
        await OtherPods.CreateAsync(_server, _ns, _settings.OtherPods, _time, _stages, cancellationToken);
        _controller.Begin();
        _jobWatch.Begin();
        _taskWatch.Begin();
        return new PlainLoop(_server, _ns, writes, _controller, _settings.Workers);
    }

    private async Task<BenchRun> MeasureAsync(PlainLoop plain, CancellationToken cancellationToken)
    {
        string[] singles = Names("plain-warm", WarmUps + _settings.Samples);
        foreach (string name in singles)
            await plain.CreateEndedAsync(name, cancellationToken);
        Begin("starting the functions");
        _token = await ScalerToken.RequestAsync(_server, _ns, cancellationToken);
        _scaler = Part.StartScaler(_settings, _build.Scaler, _ns, _port, _token);
        Wakes wakes = await WakesAsync(cancellationToken);
        Begin("single Tasks, and bare calls by turns");
        (Percentiles warm, Percentiles warmBare) = await WarmAsync(plain, singles, cancellationToken);

        Begin("burst");
        string[] burst = Names("burst");
        ApiCalls before = await ApiCalls.ReadAsync(_server, cancellationToken);
        Starts bursted = await StartsAsync(burst, () => CreateAsync(burst, cancellationToken), cancellationToken);
        Begin("ends");
        Stretch ends = await EndsAsync(burst, () => _controller.EndAsync(burst.Select(JobOf), null, cancellationToken), cancellationToken);
        ApiCalls after = await ApiCalls.ReadAsync(_server, cancellationToken);
        (double functionsMebibytes, double scalerMebibytes) = (_functions!.Mebibytes, _scaler.Mebibytes);

        Begin("backlog");
        End(ref _functions);
        string[] backlog = Names("backlog");
        await CreateAsync(backlog, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), _time, cancellationToken);
        Starts backlogged = await StartsAsync(
            backlog,
            () =>
            {
                _functions = Part.StartFunctions(_settings, _build.Functions, _ns, _port);
                return Task.CompletedTask;
            },
            cancellationToken
        );
        End(ref _functions);
        End(ref _scaler);

        Begin("burst by a plain loop");
        string[] burstBare = Names("plain-burst");
        ApiCalls beforeBare = await ApiCalls.ReadAsync(_server, cancellationToken);
        Starts burstedBare = await StartsAsync(burstBare, () => plain.StartAsync(burstBare, cancellationToken), cancellationToken);
        Begin("ends by a plain loop");
        Stretch endsBare = await EndsAsync(burstBare, () => plain.EndAsync(burstBare, cancellationToken), cancellationToken);
        ApiCalls afterBare = await ApiCalls.ReadAsync(_server, cancellationToken);
        Begin("backlog by a plain loop");
        string[] backlogBare = Names("plain-backlog");
        await EachAsync(backlogBare, name => plain.CreateAsync(name, cancellationToken), cancellationToken);
        Starts backloggedBare = await StartsAsync(backlogBare, () => plain.StartAsync(backlogBare, cancellationToken), cancellationToken);
        await OtherPods.CheckAsync(_server, _ns, _settings.OtherPods + (4 * _settings.Burst), cancellationToken);
        return new BenchRun
        {
            Build = _build.Name,
            OtherPods = _settings.OtherPods,
            Wakes = wakes,
            Warm = warm,
            WarmBare = warmBare,
            Burst = bursted,
            BurstBare = burstedBare,
            Backlog = backlogged,
            BacklogBare = backloggedBare,
            Ends = ends,
            EndsBare = endsBare,
            Calls = after.Since(before, burst.Length),
            CallsBare = afterBare.Since(beforeBare, burstBare.Length),
            FunctionsMebibytes = functionsMebibytes,
            ScalerMebibytes = scalerMebibytes,
        };
    }

    private string[] Names(string prefix) => Names(prefix, _settings.Burst);

    private static string[] Names(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i:D5}"))];

    private static string JobOf(string task) => task + "-job";

    /// <summary>Starts the functions several times, each time with one Task that waits. The last process goes on.</summary>
    private async Task<Wakes> WakesAsync(CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (int i = 0; i < _settings.Starts; i++)
        {
            End(ref _functions);
            string name = string.Create(CultureInfo.InvariantCulture, $"cold-{i}");
            (await _server.CreateAsync(Ours("tasks"), Manifests.Task(name), cancellationToken)).Dispose();
            long started = _time.GetTimestamp();
            _functions = Part.StartFunctions(_settings, _build.Functions, _ns, _port);
            times.Add(Milliseconds(started, await _jobs.SeenAsync(JobOf(name), cancellationToken)));
            await _started.SeenAsync(name, cancellationToken);
        }

        return Wakes.Of(times);
    }

    /// <summary>
    /// One Task at a time, by turns: one by KubeTask, then one by bare calls. So both meet the same machine.
    /// </summary>
    /// <param name="plain">The bare calls.</param>
    /// <param name="ended">Tasks for the bare calls, which KubeTask leaves alone.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    private async Task<(Percentiles KubeTask, Percentiles Bare)> WarmAsync(
        PlainLoop plain,
        string[] ended,
        CancellationToken cancellationToken
    )
    {
        var samples = new List<double>();
        var bare = new List<double>();
        foreach (string other in ended)
        {
            string name = "by-" + other;
            (await _server.CreateAsync(Ours("tasks"), Manifests.Task(name), cancellationToken)).Dispose();
            long created = _time.GetTimestamp();
            samples.Add(Milliseconds(created, await _jobs.SeenAsync(JobOf(name), cancellationToken)));
            await PauseAsync(cancellationToken);
            long begun = _time.GetTimestamp();
            await plain.MakeAsync(other, cancellationToken);
            bare.Add(Milliseconds(begun, await _jobs.SeenAsync(JobOf(other), cancellationToken)));
            await PauseAsync(cancellationToken);
        }

        return (Percentiles.Of(samples.Skip(WarmUps)), Percentiles.Of(bare.Skip(WarmUps)));
    }

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);

    /// <summary>Measures until the last Job is seen, and goes on until all Tasks report that their agent runs.</summary>
    private async Task<Starts> StartsAsync(string[] names, Func<Task> begin, CancellationToken cancellationToken)
    {
        long begun = _time.GetTimestamp();
        Task work = Task.CompletedTask;
        Stretch jobs = await Measured.StretchAsync(
            _time,
            names.Length,
            () => _functions,
            _scaler,
            () =>
            {
                work = begin();
                return Measured.BesideAsync(_jobs.AllAsync(names.Select(JobOf), cancellationToken), work);
            }
        );
        await work;
        await _controller.AllRunAsync(names.Select(JobOf), cancellationToken);
        long reported = await _started.AllAsync(names, cancellationToken);
        return new Starts(jobs, _time.GetElapsedTime(begun, reported).TotalSeconds);
    }

    private async Task<Stretch> EndsAsync(string[] names, Func<Task> begin, CancellationToken cancellationToken)
    {
        Task work = Task.CompletedTask;
        Stretch ends = await Measured.StretchAsync(
            _time,
            names.Length,
            () => _functions,
            _scaler,
            () =>
            {
                work = begin();
                return Measured.BesideAsync(_ended.AllAsync(names, cancellationToken), work);
            }
        );
        await work;
        return ends;
    }

    private Task CreateAsync(string[] names, CancellationToken cancellationToken) =>
        EachAsync(
            names,
            async name => (await _server.CreateAsync(Ours("tasks"), Manifests.Task(name), cancellationToken)).Dispose(),
            cancellationToken
        );

    private Task EachAsync(string[] names, Func<string, Task> call, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = _settings.Workers, CancellationToken = cancellationToken },
            async (name, _) => await call(name)
        );

    private double Milliseconds(long begun, long ended) => _time.GetElapsedTime(begun, ended).TotalMilliseconds;

    private static void End(ref Part? part)
    {
        part?.Dispose();
        part = null;
    }
}
