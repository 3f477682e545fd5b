using System.Globalization;
using System.Text.Json;
using KubeTask.Scaler.Bench;

if (args is not [var program, .. var rest] || rest.Length > 1 || program.StartsWith('-'))
{
    await Console.Error.WriteLineAsync(
        "KubeTask.Scaler.Bench SCALER [FILE]: measures the scaler's index, and the memory and the wake of the program SCALER, on the API\n"
            + "server that KUBECONFIG names or else on one in memory; prints a table, and writes the figures to FILE as JSON"
    );
    return 2;
}

var figures = new List<Figure>();
await foreach (Figure f in MeasureAsync())
{
    figures.Add(f);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.Group, -8}{f.What, -52}{f.Count, 8}{f.Value, 12:N2} {f.Unit}"));
}

if (rest is [var file])
    await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(figures, new JsonSerializerOptions { WriteIndented = true }));
return 0;

async IAsyncEnumerable<Figure> MeasureAsync()
{
    foreach (Figure f in MemoryBench.Run(100_000, 20_000))
        yield return f;
    foreach (Figure f in await IndexBench.RunAsync(20_000, TimeSpan.FromSeconds(10)))
        yield return f;
    await foreach (Figure f in ProcessBench.RunAsync(program, tasks: 100_000, open: 1_000, rounds: 220, TimeSpan.FromMinutes(2)))
        yield return f;
}
