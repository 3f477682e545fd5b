using System.Runtime.InteropServices;
using k8s;
using KubeTask.Core.Api;
using KubeTask.Local;
using KubeTask.Local.Cluster;
using KubeTask.Local.Demo;
using PocketKube.Node.Images;
using Spectre.Console;

if (args is ["--help" or "-h" or "help"])
{
    Console.WriteLine(LocalArguments.Usage);
    return 0;
}

(LocalArguments? arguments, string? error) = LocalArguments.Read(args);
if (arguments is null)
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
bool demo = arguments.Command == "demo";
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
        StateFolder = Path.GetFullPath(arguments.State ?? Path.Combine(layout.State, arguments.Command)),
        Cooldown = TimeSpan.FromSeconds(demo ? 2 : 5),
        Runtime = arguments.Runtime,
        LogLimitBytes = 128 << 20,
        Images = Images(layout, arguments.Agent),
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
        console.WriteLine(RunInstructions.For(layout, cluster));
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    await using AgentDemo? agent = arguments.Agent is { } name ? await AgentDemo.StartAsync(name) : null;
    int code = await new DemoRun(layout, cluster, agent, console, time).RunAsync(stop.Token);
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

static LocalImages? Images(RepositoryLayout layout, string? agent)
{
    if (agent is null)
        return null;
    return AgentImages.HasCli(agent, layout.Clis)
        ? AgentImages.In(layout.Agents).WithInit(layout.Init).WithCli(agent, layout.Clis)
        : throw new DemoException(
            $"--agent: {agent} and kubetask-run aren't both in {layout.Clis}; \"make demo AGENT={agent}\" puts them there, with npm"
        );
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
