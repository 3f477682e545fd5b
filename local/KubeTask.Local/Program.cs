using System.Runtime.InteropServices;
using k8s;
using KubeTask.Core.Api;
using KubeTask.Local.Cluster;
using KubeTask.Local.Demo;
using Spectre.Console;

const string Usage = """
    kubetask-local: KubeTask with no cluster.

      kubetask-local run    start everything and leave it running; Ctrl-C ends it
      kubetask-local demo   run one Task end to end, show what happens, and end

      --runtime standalone  the functions as one process (the default)
                custom      the same process as the custom handler of the Azure Functions host's stand-in
                worker      the functions as an isolated worker, behind the same stand-in

    An API server in memory, Jobs as sandboxed processes, and a stand-in for KEDA run in this process; the scaler and the functions are the
    real ones, as processes. Kubeconfigs and logs are in .local/ of the repository.
    """;

if (args is ["run" or "demo", "--runtime", var named] && !FunctionsProgram.Runtimes.Contains(named))
{
    string runtimes = string.Join(", ", FunctionsProgram.Runtimes);
    await Console.Error.WriteLineAsync($"kubetask-local: --runtime: there is no \"{named}\"; write one of {runtimes}");
    return 2;
}

if (args is not (["run" or "demo"] or ["run" or "demo", "--runtime", _]))
{
    bool help = args is ["--help" or "-h" or "help"];
    await (help ? Console.Out : Console.Error).WriteLineAsync(Usage);
    return help ? 0 : 2;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
bool demo = args[0] == "demo";
TimeProvider time = TimeProvider.System;
IAnsiConsole console = AnsiConsole.Console;

// The demo watches Tasks. The client's options can't change once it has read an object.
KubernetesJson.AddJsonOptions(json => json.TypeInfoResolverChain.Add(ApiJson.Default));

// What the agent and kubectl print stays as it is: a terminal wraps by itself.
console.Profile.Width = 1000;
try
{
    var layout = RepositoryLayout.Find();
    var options = new LocalClusterOptions
    {
        StateFolder = Path.Combine(layout.State, args[0]),
        Cooldown = TimeSpan.FromSeconds(demo ? 2 : 5),
        Runtime = args is [_, _, var runtime] ? runtime : FunctionsProgram.Standalone,
    };
    Directory.CreateDirectory(options.StateFolder);
    using ILoggerFactory loggers = LocalLogging.Create(toConsole: !demo);
    long begun = time.GetTimestamp();
    await using LocalCluster cluster = await LocalCluster.StartAsync(layout, options, time, loggers, stop.Token);
    console.MarkupLineInterpolated(
        $"KubeTask is up after {time.GetElapsedTime(begun).TotalSeconds:F1} s: an API server at {cluster.Url}, the scaler, and no function."
    );
    if (!demo)
    {
        await FirstAgent.CreateAsync(cluster, time, stop.Token);
        console.WriteLine(RunInstructions.For(cluster));
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    int code = await new DemoRun(layout, cluster, console, time).RunAsync(stop.Token);
    console.WriteLine(RunInstructions.AfterDemo(layout));
    return code;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is DemoException or InvalidOperationException or IOException or TimeoutException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"kubetask-local: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
