using KubeTask.Bench;

(BenchSettings? settings, string? error) = BenchSettings.Parse(args);
if (settings is null)
{
    await Console.Error.WriteLineAsync(error);
    return 1;
}

using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(settings.Deadline), TimeProvider.System);
using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

using var server = Server.FromKubeconfig();
var stages = new Stages(TimeProvider.System);
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
    string why = deadline.IsCancellationRequested ? $"not done within {settings.Deadline} s (--deadline)" : "interrupted";
    await Console.Error.WriteLineAsync($"{why}, while {stages.Now}. {stages.Progress}");
    return 1;
}

async Task<(string Table, string Json)> CronTasksAsync()
{
    CronRun run = await new CronBench(server, settings, stages, TimeProvider.System).RunAsync(interrupted.Token);
    return (Report.Markdown(run), Report.Json(run));
}

async Task<(string Table, string Json)> TasksAsync()
{
    var runs = new List<BenchRun>();
    foreach ((string name, string path) in settings.Functions)
    {
        stages.Begin($"measuring the functions: {name}");
        runs.Add(await new Bench(server, settings, TimeProvider.System).RunAsync(name, path, interrupted.Token));
    }

    return (Report.Markdown(settings, runs), Report.Json(settings, runs));
}
