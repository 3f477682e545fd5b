using System.Text.Json;
using KubeTask.Bench.Figures;

namespace KubeTask.Bench;

/// <summary>The commands that measure nothing, and work on files with figures.</summary>
internal static class Commands
{
    /// <summary>Runs the command that the arguments name. Null if they name none.</summary>
    /// <returns>The exit code.</returns>
    public static int? Run(string[] arguments, TextWriter output, TextWriter error)
    {
        try
        {
            return arguments switch
            {
                ["merge", "--out", var path, .. var parts] => Merge(path, parts, output),
                ["check", .. var options] => Check(Options(options), output),
                ["docs", .. var options] => Write(Options(options), output),
                _ => null,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException or IOException)
        {
            error.WriteLine(e.Message);
            return 2;
        }
    }

    /// <summary>Compares the ratios of a run with those of an earlier run. 1 if one is too much worse.</summary>
    private static int Check(Dictionary<string, string> options, TextWriter output)
    {
        var comparison = new Comparison(Ratios(Read(options, "--against")), Ratios(Read(options, "--figures")));
        output.Write(comparison.ToString());
        output.WriteLine(
            comparison.Passed ? $"no ratio is more than {Comparison.Tolerance:P0} worse" : "a ratio is too much worse, or none was compared"
        );
        return comparison.Passed ? 0 : 1;
    }

    /// <summary>Puts the runs, or the tries, of several files into one, and prints the table.</summary>
    private static int Merge(string path, string[] parts, TextWriter output)
    {
        string[] texts = [.. parts.Select(File.ReadAllText)];
        string merged;
        if (texts.Length > 0 && AreOfCronTasks(texts[0]))
        {
            CronRun[] runs = [.. texts.Select(FigureFiles.CronTasks)];
            CronRun all = runs[0] with { Tries = [.. runs.SelectMany(r => r.Tries)] };
            merged = FigureFiles.Text(all);
            output.WriteLine(Tables.CronTasks(all));
        }
        else
        {
            BenchFigures[] runs = [.. texts.Select(FigureFiles.Tasks)];
            if (runs.DistinctBy(r => r with { Runs = [] }).Count() != 1)
                throw new ArgumentException("the parts don't exist, or differ in samples, burst, workers or processors");
            BenchFigures all = runs[0] with { Runs = [.. runs.SelectMany(r => r.Runs)] };
            merged = FigureFiles.Text(all);
            output.WriteLine($"{Tables.Tasks(all)}\n{Tables.Calls(all)}");
        }

        File.WriteAllText(path, merged + "\n");
        return 0;
    }

    /// <summary>Writes figures and plots into a document.</summary>
    private static int Write(Dictionary<string, string> options, TextWriter output)
    {
        BenchFigures tasks = FigureFiles.Tasks(Read(options, "--figures"));
        string path = Option(options, "--document"),
            document = MarkedFigures.Replace(
                File.ReadAllText(path),
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["tasks"] = Tables.Tasks(tasks),
                    ["calls"] = Tables.Calls(tasks),
                    ["crons"] = Tables.CronTasks(FigureFiles.CronTasks(Read(options, "--crons"))),
                    ["bodies"] = BodyFigures.Table(FigureFiles.Bodies(Read(options, "--bodies"))),
                    ["scaler"] = Tables.Scaler(FigureFiles.Scaler(Read(options, "--scaler"))),
                }
            );
        string folder = Path.ChangeExtension(Path.GetFullPath(path), null);
        Directory.CreateDirectory(folder);
        foreach ((string name, BarChart chart) in Charts.Of(tasks))
        {
            File.WriteAllText(Path.Combine(folder, name), chart.Svg());
            output.WriteLine($"wrote {Path.Combine(folder, name)}");
        }

        File.WriteAllText(path, document);
        output.WriteLine($"wrote {path}");
        return 0;
    }

    private static IEnumerable<Ratio> Ratios(string json) =>
        AreOfCronTasks(json) ? Ratio.Of(FigureFiles.CronTasks(json)) : Ratio.Of(FigureFiles.Tasks(json));

    /// <summary>A file of Tasks' figures has runs, and one of CronTasks' has tries.</summary>
    private static bool AreOfCronTasks(string json)
    {
        using var file = JsonDocument.Parse(json);
        return file.RootElement.TryGetProperty("tries", out _);
    }

    private static Dictionary<string, string> Options(string[] options) =>
        options.Length % 2 == 0
            ? options.Chunk(2).ToDictionary(o => o[0], o => o[1], StringComparer.Ordinal)
            : throw new ArgumentException($"{options[^1]} has no value");

    private static string Option(Dictionary<string, string> options, string name) =>
        options.TryGetValue(name, out string? value) ? value : throw new ArgumentException($"{name} is missing");

    private static string Read(Dictionary<string, string> options, string name) => File.ReadAllText(Option(options, name));
}
