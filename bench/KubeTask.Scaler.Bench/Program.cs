using System.Globalization;
using System.Text.Json;
using KubeTask.Scaler.Bench;

if (args is not ([] or [not "--help" and not "-h"]))
{
    await Console.Error.WriteLineAsync(
        "KubeTask.Scaler.Bench [FILE]: measures the scaler's index and its wake, prints a table, and writes the figures to FILE as JSON"
    );
    return 2;
}

var figures = new List<Figure>();
figures.AddRange(MemoryBench.Run(100_000, 20_000));
figures.AddRange(await IndexBench.RunAsync(20_000, TimeSpan.FromSeconds(10)));
figures.AddRange(await WakeBench.RunAsync(220));
foreach (Figure f in figures)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.Group, -8}{f.What, -52}{f.Count, 8}{f.Value, 12:N1} {f.Unit}"));
if (args is [var file])
    await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(figures, new JsonSerializerOptions { WriteIndented = true }));
return 0;
