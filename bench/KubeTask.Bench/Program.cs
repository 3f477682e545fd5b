using KubeTask.Bench;

(BenchSettings? settings, string? error) = BenchSettings.Parse(args);
if (settings is null)
{
    await Console.Error.WriteLineAsync(error);
    return 1;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

using var server = Server.FromKubeconfig();
if (settings.Crons > 0)
{
    CronRun run = await new CronBench(server, settings, TimeProvider.System).RunAsync(interrupted.Token);
    Console.WriteLine(Report.Markdown(run));
    if (settings.Out is not null)
        await File.WriteAllTextAsync(settings.Out, Report.Json(run) + "\n", interrupted.Token);
    return 0;
}

var runs = new List<BenchRun>();
foreach ((string name, string path) in settings.Functions)
    runs.Add(await new Bench(server, settings, TimeProvider.System).RunAsync(name, path, interrupted.Token));
Console.WriteLine(Report.Markdown(settings, runs));
if (settings.Out is not null)
    await File.WriteAllTextAsync(settings.Out, Report.Json(settings, runs) + "\n", interrupted.Token);
return 0;
