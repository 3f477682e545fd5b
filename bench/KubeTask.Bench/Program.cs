using System.Globalization;
using KubeTask.Bench;
using KubeTask.Bench.Figures;

if (Commands.Run(args, Console.Out, Console.Error) is { } exitCode)
    return exitCode;

if (args is ["hosts", var figures, var tries, var host, .. var hosted])
{
    IReadOnlyList<HostFigures> measured = await HostsBench.RunAsync(
        int.Parse(tries, CultureInfo.InvariantCulture),
        host,
        [.. hosted.Select(h => (h[..h.IndexOf('=', StringComparison.Ordinal)], h[(h.IndexOf('=', StringComparison.Ordinal) + 1)..]))],
        CancellationToken.None
    );
    Console.Write(HostFigures.Table(measured));
    await File.WriteAllTextAsync(figures, HostsBench.Json(measured) + "\n");
    return 0;
}

if (args is ["bodies", var bodies, var calls])
{
    using var measuredServer = Server.FromKubeconfig();
    IReadOnlyList<BodyFigures> measured = await new BodiesBench(
        measuredServer,
        new Stages(TimeProvider.System),
        TimeProvider.System
    ).RunAsync(int.Parse(calls, CultureInfo.InvariantCulture), CancellationToken.None);
    Console.Write(BodyFigures.Table(measured));
    await File.WriteAllTextAsync(bodies, FigureFiles.Text(measured) + "\n");
    return 0;
}

(BenchSettings? settings, string? error) = BenchSettings.Parse(args);
if (settings is null)
{
    await Console.Error.WriteLineAsync(error);
    return 1;
}

using var server = Server.FromKubeconfig();
var stages = new Stages(TimeProvider.System);
using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(settings.Deadline), TimeProvider.System);
using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);

// Registered last, it is called first: what is cleaned up at the end is not what took so long.
string stopped = "";
using CancellationTokenRegistration late = deadline.Token.Register(() =>
    stopped = $"not done within {settings.Deadline} s (--deadline), while {stages}"
);
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stopped = $"interrupted, while {stages}";
    interrupted.Cancel();
};

try
{
    (string table, string json) = settings.Crons > 0 ? await CronTasksAsync() : await TasksAsync();
    Console.WriteLine(table);
    if (settings.Out is not null)
        await File.WriteAllTextAsync(settings.Out, json + "\n", interrupted.Token);
    return 0;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync(stopped);
    return 1;
}

async Task<(string Table, string Json)> CronTasksAsync()
{
    CronRun run = await new CronBench(server, settings, stages, TimeProvider.System).RunAsync(interrupted.Token);
    return (Tables.CronTasks(run), FigureFiles.Text(run));
}

async Task<(string Table, string Json)> TasksAsync()
{
    await using var bench = new Bench(server, settings, stages, TimeProvider.System);
    BenchRun run = await bench.RunAsync(interrupted.Token);
    var figures = new BenchFigures(Environment.ProcessorCount, settings.Samples, settings.Burst, settings.Workers, [run]);
    return ($"{Tables.Tasks(figures)}\n{Tables.Calls(figures)}", FigureFiles.Text(figures));
}
