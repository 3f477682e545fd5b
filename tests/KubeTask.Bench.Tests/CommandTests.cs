using KubeTask.Bench.Figures;

namespace KubeTask.Bench.Tests;

/// <summary>The commands that work on files with figures.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-bench-tests").FullName;
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0.75, 0)]
    [InlineData(0.5, 1)]
    public void Check_fails_if_a_ratio_is_too_much_worse(double burst, int exitCode)
    {
        string before = Write("before.json", FigureFiles.Text(SomeFigures.Of(SomeFigures.Run())));
        string now = Write("now.json", FigureFiles.Text(SomeFigures.Of(SomeFigures.Run(burst: burst))));

        Assert.Equal(exitCode, Commands.Run(["check", "--figures", now, "--against", before], _output, _output));

        Assert.Contains("JIT, 1000 other pods: burst", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_compares_the_ratios_of_CronTasks_too()
    {
        string before = Write("before.json", FigureFiles.Text(Crons(statuses: 100)));
        string now = Write("now.json", FigureFiles.Text(Crons(statuses: 130)));

        Assert.Equal(1, Commands.Run(["check", "--figures", now, "--against", before], _output, _output));

        Assert.Matches(@"CronTasks: statuses +5\.00 +6\.50 +\+30 %  worse", _output.ToString());
    }

    [Fact]
    public void A_file_that_is_missing_or_something_else_is_reported()
    {
        string other = Write("other.json", "{}");

        Assert.Equal(2, Commands.Run(["check", "--figures", other, "--against", Path.Combine(_folder, "none.json")], _output, _output));
        Assert.Equal(2, Commands.Run(["check", "--figures", other, "--against", other], _output, _output));
        Assert.Equal(2, Commands.Run(["check", "--figures", other], _output, _output));
        Assert.Contains("--against is missing", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Docs_writes_the_tables_and_the_plots_beside_the_document()
    {
        string[] tables = ["tasks", "calls", "crons", "scaler", "bodies"];
        string document = Write("speed.md", string.Join("\n\n", tables.Select(n => $"<!-- figures: {n} -->\nold\n<!-- end -->")));
        string[] arguments =
        [
            "docs",
            "--document",
            document,
            "--figures",
            Write("tasks.json", FigureFiles.Text(SomeFigures.Of(SomeFigures.Run(), SomeFigures.Run("native")))),
            "--crons",
            Write("crons.json", FigureFiles.Text(Crons(statuses: 100))),
            "--scaler",
            Write("scaler.json", """[{"Group":"wake","What":"Task created to true","Count":198,"Value":3.25,"Unit":"ms"}]"""),
            "--bodies",
            Write("bodies.json", FigureFiles.Text([new BodyFigures("create a Job", "JSON", "protobuf", 1.25, 1)])),
        ];

        Assert.Equal(0, Commands.Run(arguments, _output, _output));

        string written = File.ReadAllText(document);
        Assert.DoesNotContain("old", written, StringComparison.Ordinal);
        Assert.Contains("| JIT, 1,000 other pods | native, 1,000 other pods |", written, StringComparison.Ordinal);
        Assert.Contains("| GET tasks | 3.0 / 0.0 | 3.0 / 0.0 |", written, StringComparison.Ordinal);
        Assert.Contains(
            "| **ratio**: until all statuses are written / until all Tasks exist | **5.00** |",
            written,
            StringComparison.Ordinal
        );
        Assert.Contains("| Task created to true | 198 | 3.3 ms |", written, StringComparison.Ordinal);
        Assert.Contains("| create a Job | JSON: 1.25 | protobuf: 1.00 | **20 %** |", written, StringComparison.Ordinal);
        Assert.Equal(
            ["memory.svg", "rates.svg", "wake.svg", "warm.svg"],
            Directory.GetFiles(Path.Combine(_folder, "speed")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Merge_puts_all_runs_into_one_file_and_prints_them()
    {
        string jit = Write("jit.json", FigureFiles.Text(SomeFigures.Of(SomeFigures.Run())));
        string native = Write("native.json", FigureFiles.Text(SomeFigures.Of(SomeFigures.Run("native", 5000))));
        string all = Path.Combine(_folder, "all.json");

        Assert.Equal(0, Commands.Run(["merge", "--out", all, jit, native], _output, _output));

        Assert.Equal(["JIT", "native"], FigureFiles.Tasks(File.ReadAllText(all)).Runs.Select(r => r.Build));
        Assert.Contains("| JIT, 1,000 other pods | native, 5,000 other pods |", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_puts_all_tries_into_one_file()
    {
        string first = Write("first.json", FigureFiles.Text(Crons(statuses: 100)));
        string second = Write("second.json", FigureFiles.Text(Crons(statuses: 130)));
        string all = Path.Combine(_folder, "all.json");

        Assert.Equal(0, Commands.Run(["merge", "--out", all, first, second], _output, _output));

        Assert.Equal([100, 130], FigureFiles.CronTasks(File.ReadAllText(all)).Tries.Select(t => t.ReportedSeconds));
    }

    [Fact]
    public void Merge_refuses_runs_of_different_sizes()
    {
        BenchFigures figures = SomeFigures.Of(SomeFigures.Run());
        string one = Write("one.json", FigureFiles.Text(figures));
        string smaller = Write("smaller.json", FigureFiles.Text(figures with { Burst = 10 }));
        string all = Path.Combine(_folder, "all.json");

        Assert.Equal(2, Commands.Run(["merge", "--out", all, one, smaller], _output, _output));

        Assert.False(File.Exists(all));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static CronRun Crons(double statuses) =>
        new(
            2,
            "JIT",
            20000,
            [
                new CronTry
                {
                    Made = new Stretch(20000, 20, 6, 2, 1, 40),
                    ReportedSeconds = statuses,
                    Bare = new BareRun(32, new Stretch(20000, 16, 0, 0, 1, 30), []),
                    RestCpuPerSecond = 0.001,
                    BytesEach = 215,
                    EmptyMebibytes = 88,
                    RestMebibytes = 122,
                },
            ]
        );
}
