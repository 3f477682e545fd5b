using System.Globalization;
using System.Net;
using System.Text.Json;
using KubeTask.Git;
using KubeTask.Init.Bench;
using KubeTask.Init.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

if (args is not [var program, var folder, var file, var number] || !int.TryParse(number, CultureInfo.InvariantCulture, out int tries))
{
    await Console.Error.WriteLineAsync(
        "KubeTask.Init.Bench INIT FOLDER FILE TRIES: fetches repositories with the program INIT and with git clone --depth 1 by turns,\n"
            + "over git http-backend on this machine; prints a table, and writes the figures to FILE as JSON. FOLDER keeps repositories."
    );
    return 2;
}

BenchRepository[] repositories =
[
    new("10-MB", Files: 200, BytesPerFile: 100_000),
    new("200-MB", Files: 3_600, BytesPerFile: 100_000, LargestFile: 40_000_000),
    new("50000-files", Files: 50_000, BytesPerFile: 1_000),
];
folder = Path.GetFullPath(folder);
Directory.CreateDirectory(folder);
foreach (BenchRepository repository in repositories)
    await repository.MakeAsync(folder);
await using WebApplication server = await ServeAsync(folder);
string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

var figures = new List<Figure>();
Console.WriteLine($"{"repository", -14}{"pack MB", 9}{"git s", 9}{"init s", 9}{"ratio", 8}{"git MB", 9}{"init MB", 9}");
foreach (BenchRepository repository in repositories)
{
    Figure f = await MeasureAsync(repository);
    figures.Add(f);
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{f.Repository, -14}{f.PackBytes / 1e6, 9:N1}{f.GitSeconds, 9:N2}{f.InitSeconds, 9:N2}{f.Ratio, 8:N2}"
                + $"{f.GitPeakBytes / 1e6, 9:N0}{f.InitPeakBytes / 1e6, 9:N0}"
        )
    );
}

await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(figures, new JsonSerializerOptions { WriteIndented = true }));
return 0;

async Task<Figure> MeasureAsync(BenchRepository repository)
{
    string url = $"{address}/{repository.Name}.git";
    var runs = new List<((double Seconds, long Peak) Git, (double Seconds, long Peak) Init)>();
    // The first round fills the caches of the machine.
    for (int i = 0; i <= tries; i++)
    {
        string clone = Empty("clone");
        (double Seconds, long Peak) git = await Measured.RunAsync("git", "clone", "--quiet", "--depth", "1", url, clone);
        (double Seconds, long Peak) init = await Measured.RunAsync(
            program,
            "--root",
            await RootAsync(url),
            "--report",
            Path.Combine(folder, "report")
        );
        if (i > 0)
            runs.Add((git, init));
    }

    return new Figure(
        repository.Name,
        repository.PackBytes(folder),
        Median(runs.Select(r => r.Git.Seconds)),
        Median(runs.Select(r => r.Init.Seconds)),
        Median(runs.Select(r => r.Init.Seconds / r.Git.Seconds)),
        runs.Max(r => r.Git.Peak),
        runs.Max(r => r.Init.Peak)
    );
}

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

string Empty(string name)
{
    string place = Path.Combine(folder, name);
    if (Directory.Exists(place))
        Directory.Delete(place, recursive: true);
    return place;
}

async Task<string> RootAsync(string url)
{
    string root = Empty("root");
    Directory.CreateDirectory(Path.Combine(root, FetchFolders.Work));
    var one = new RepositoryWork
    {
        Context = "bench/bench",
        Repository = url,
        Ref = "HEAD",
        Depth = 1,
    };
    var work = new FetchWork
    {
        Repositories = [one],
        MaxBytes = 10_000_000_000,
        TimeoutSeconds = 600,
    };
    byte[] json = JsonSerializer.SerializeToUtf8Bytes(work, FetchJson.Default.FetchWork);
    await File.WriteAllBytesAsync(Path.Combine(root, FetchFolders.Work, FetchFolders.WorkFile), json);
    return root;
}

static async Task<WebApplication> ServeAsync(string repositories)
{
    WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
    WebApplication app = builder.Build();
    var backend = new HttpBackend(repositories);
    app.Run(http => backend.AnswerAsync(http, http.Request.Path.Value!));
    await app.StartAsync();
    return app;
}
