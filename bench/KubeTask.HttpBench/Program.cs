using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using KubeTask.HttpBench;
using KubeTask.Kubernetes.Callers;
using KubeTask.Local.Cluster;
using KubeTask.Local.Keda;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

const string Usage = """
    kubetask-http-bench: measures Tasks over HTTP on the local cluster.

      kubetask-http-bench [RATE [SECONDS [FILE]]]

    Measures one submission from zero to its answer, what the activator adds, and RATE submissions a second (200) for SECONDS (60):
    once as it is, and once with the functions killed every 5 s. No submission may be lost or doubled. Prints tables and writes the
    figures to FILE (out/http-bench.json).
    """;

if (args.Any(a => a.StartsWith('-')) || args.Length > 3)
{
    Console.WriteLine(Usage);
    return args.Contains("--help") ? 0 : 2;
}

// The tables are wider than the default of an output that is no terminal.
AnsiConsole.Profile.Width = 160;
int rate = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
var duration = TimeSpan.FromSeconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60);
TimeProvider time = TimeProvider.System;
var layout = RepositoryLayout.Find();
string file = args.Length > 2 ? args[2] : Path.Combine(layout.Root, "out", "http-bench.json");
string state = Path.Combine(layout.State, "http-bench");
Directory.CreateDirectory(state);
await using LocalCluster cluster = await LocalCluster.StartAsync(
    layout,
    new LocalClusterOptions { StateFolder = state, Cooldown = TimeSpan.FromSeconds(5) },
    time,
    NullLoggerFactory.Instance,
    CancellationToken.None
);
string token = await File.ReadAllTextAsync(cluster.TokenFile);
using var api = new CallerApi(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig), time);
CallerToken admin = CallerToken.Parse("Bearer " + token)!;
using var submissions = new Submissions(cluster.Submissions, token, time);
await CreateAsync(
    "apis/kubetask.io/v1alpha1/namespaces/default/agents",
    """
    {"apiVersion":"kubetask.io/v1alpha1","kind":"Agent","metadata":{"name":"default"},
     "spec":{"agentImage":"busybox","serviceAccountName":"default","command":["true"]}}
    """
);

FromZero zero = await FromZeroAsync();
AnsiConsole.Write(
    Rows(
        "From zero: POST …/tasks?wait=60s with all functions asleep",
        ["step", "ms since sent"],
        [
            ["KEDA scales up", Ms(zero.ScaledUp)],
            ["a function answers", Ms(zero.FunctionReady)],
            ["the Task is created", Ms(zero.TaskCreated)],
            ["answered: it is completed", Ms(zero.Answered)],
        ]
    )
);
AddedLatency added = await AddedAsync();
AnsiConsole.Write(
    Rows(
        "The functions awake: GET of a Task",
        ["", "p50 ms", "p99 ms"],
        [
            ["direct", Ms(added.DirectP50), Ms(added.DirectP99)],
            ["through the activator", Ms(added.ThroughP50), Ms(added.ThroughP99)],
        ]
    )
);

var loads = new List<LoadFigures>();
foreach (
    (string name, string ns, TimeSpan every) in ((string, string, TimeSpan)[])
        [("as it is", "load", TimeSpan.Zero), ("killed every 5 s", "load-killed", TimeSpan.FromSeconds(5))]
)
{
    loads.Add(await LoadAsync(name, ns, every));
}

AnsiConsole.Write(
    Rows(
        $"{rate} submissions a second for {duration.TotalSeconds} s",
        [
            "",
            "sent",
            "answered",
            "repeats",
            "lost",
            "doubled",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "longest ms",
            "kills",
            "scaler MiB",
            "function MiB",
        ],
        loads.Select(l =>
            (string[])
                [
                    l.Name,
                    N(l.Sent),
                    N(l.Answered),
                    N(l.Repeats),
                    N(l.Lost),
                    N(l.Doubled),
                    Ms(l.P50),
                    Ms(l.P90),
                    Ms(l.P99),
                    Ms(l.Longest),
                    N(l.Kills),
                    Mib(l.ScalerMiB),
                    Mib(l.FunctionsMiB),
                ]
        )
    )
);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(new Figures(zero, added, loads), FiguresJson.Default.Figures));
return loads.All(l => l is { Lost: 0, Doubled: 0 } && l.Answered == l.Sent) ? 0 : 1;

async Task<LoadFigures> LoadAsync(string name, string ns, TimeSpan every)
{
    await CreateAsync("api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{ns}}}"}}""");
    return await new Load(submissions, time).RunAsync(name, ns, rate, duration, every);
}

async Task<FromZero> FromZeroAsync()
{
    double scaled = 0,
        ready = 0,
        created = 0;
    using var stop = new CancellationTokenSource();
    JsonObject list = (await api.GetAsync(admin, "apis/kubetask.io/v1alpha1/namespaces/default/tasks", CancellationToken.None)).Value!;
    long sent = time.GetTimestamp();
    Task watching = WatchAsync((string)list["metadata"]!["resourceVersion"]!),
        following = FollowAsync();
    (string? name, _) = await submissions.SubmitAsync("default", "description: Say hello", "from-zero", "?wait=60s");
    double answered = time.GetElapsedTime(sent).TotalMilliseconds;
    await stop.CancelAsync();
    await Task.WhenAll(watching, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return name is null
        ? throw new InvalidOperationException("the first submission was not answered")
        : new FromZero(scaled, ready, created, answered);

    async Task WatchAsync(string version)
    {
        await foreach (
            (string type, _, _) in api.WatchAsync(
                admin,
                $"apis/kubetask.io/v1alpha1/namespaces/default/tasks?watch=true&resourceVersion={version}",
                stop.Token
            )
        )
        {
            if (type == "ADDED" && created == 0)
                created = time.GetElapsedTime(sent).TotalMilliseconds;
        }
    }

    async Task FollowAsync()
    {
        await foreach (ReplicaChange change in cluster.Replicas.Subscribe().ReadAllAsync(stop.Token))
        {
            if (change.Desired > 0 && scaled == 0)
                scaled = time.GetElapsedTime(sent).TotalMilliseconds;
            if (change.Ready > 0 && ready == 0)
                ready = time.GetElapsedTime(sent).TotalMilliseconds;
        }
    }
}

async Task<AddedLatency> AddedAsync()
{
    const int Count = 1000;
    await submissions.SubmitAsync("default", "{description: Say hello, name: measured}", "measured", "?wait=60s");
    using var direct = new Submissions(new Uri($"http://{cluster.Functions}"), token, time);
    double[] without = new double[Count],
        with = new double[Count];
    for (int i = -100; i < Count; i++)
    {
        foreach ((Submissions way, double[] times) in ((Submissions, double[])[])[(direct, without), (submissions, with)])
            await OneAsync(way, times, i);
    }

    Array.Sort(without);
    Array.Sort(with);
    return new AddedLatency(without[Count / 2], with[Count / 2], without[Count * 99 / 100], with[Count * 99 / 100]);

    async Task OneAsync(Submissions way, double[] times, int i)
    {
        long startedAt = time.GetTimestamp();
        await way.GetAsync("api/v1/namespaces/default/tasks/measured");
        // The first requests only warm up.
        if (i >= 0)
            times[i] = time.GetElapsedTime(startedAt).TotalMilliseconds;
    }
}

async Task CreateAsync(string collection, string json)
{
    (_, Refusal? refusal) = await api.CreateAsync(admin, collection, JsonNode.Parse(json)!.AsObject(), CancellationToken.None);
    if (refusal is not null)
        throw new InvalidOperationException($"{collection}: {refusal.Message}");
}

static Table Rows(string title, string[] columns, IEnumerable<string[]> rows)
{
    Table table = new Table().Border(TableBorder.Simple).Title(title);
    foreach (string column in columns)
        table.AddColumn(column.Length == 0 ? new TableColumn("") : new TableColumn(column).RightAligned());
    foreach (string[] row in rows)
        table.AddRow(row);
    return table;
}

static string Ms(double value) => value.ToString(value < 10 ? "N2" : "N0", CultureInfo.InvariantCulture);
static string N(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
static string Mib(IReadOnlyList<double> course) => string.Join(' ', course.Select(e => e.ToString("N0", CultureInfo.InvariantCulture)));
