using System.Globalization;
using System.Text;

namespace KubeTask.Bench.Figures;

/// <summary>The figures as Markdown tables.</summary>
internal static class Tables
{
    public static string Tasks(BenchFigures figures)
    {
        IReadOnlyList<BenchRun> runs = figures.Runs;
        string burst = Whole(figures.Burst);
        var table = new StringBuilder();
        void Row(string what, Func<BenchRun, string> figure) => Add(table, what, runs.Select(figure));
        Row($"{figures.Processors} processors for all of it", r => $"{r.Build}, {Whole(r.OtherPods)} other pods");
        Row("---", _ => "---");
        Row($"process start → first Job, median / max of {Counts(runs)}, ms", r => $"{Text(r.Wakes.Median)} / {Text(r.Wakes.Max)}");
        Row($"warm: Task created → Job seen, p50 / p95 / p99 of {figures.Samples}, ms", r => Text(r.Warm));
        Row("beside it: ConfigMap and Job by bare calls → Job seen, ms", r => Text(r.WarmBare));
        Row("**ratio** of the medians", r => $"**{Ratio(r.Ratios.Warm)}**");
        Row($"burst: {burst} Tasks created, Jobs per s", r => Text(r.Burst.Jobs.PerSecond));
        Row($"beside it: the same writes by a plain loop of {figures.Workers}, Jobs per s", r => Text(r.BurstBare.Jobs.PerSecond));
        Row("**ratio**", r => $"**{Ratio(r.Ratios.Burst)}**");
        Row("first Task created → all statuses report the start / plain loop, s", r => Reported(r.Burst, r.BurstBare));
        Row($"backlog: {burst} Tasks there, functions started, Jobs per s", r => Text(r.Backlog.Jobs.PerSecond));
        Row("beside it: the same writes by a plain loop, Jobs per s", r => Text(r.BacklogBare.Jobs.PerSecond));
        Row("**ratio**", r => $"**{Ratio(r.Ratios.Backlog)}**");
        Row("functions started → all statuses report the start / plain loop, s", r => Reported(r.Backlog, r.BacklogBare));
        Row($"ends: the first of {burst} pods ended → all statuses written, s", r => Text(r.Ends.Seconds));
        Row("beside it: the same writes by a plain loop, s", r => Text(r.EndsBare.Seconds));
        Row("**ratio**", r => $"**{Ratio(r.Ratios.Ends)}**");
        Row("processor time in the burst: functions / scaler / bench / everything else, s", r => Text(r.Burst.Jobs));
        Row("in the plain loop beside it", r => Text(r.BurstBare.Jobs));
        Row("in the backlog", r => Text(r.Backlog.Jobs));
        Row("in the ends", r => Text(r.Ends));
        Row("memory after the ends: functions / scaler, MiB", r => $"{Text(r.FunctionsMebibytes)} / {Text(r.ScalerMebibytes)}");
        return table.ToString();
    }

    /// <summary>The calls for one Task: KubeTask's, and the plain loop's.</summary>
    public static string Calls(BenchFigures figures)
    {
        IReadOnlyList<BenchRun> runs = figures.Runs;
        string Both(BenchRun run, string call) =>
            $"{Text(run.Calls.GetValueOrDefault(call))} / {Text(run.CallsBare.GetValueOrDefault(call))}";
        var table = new StringBuilder();
        Add(table, "calls for one Task: KubeTask / plain loop", runs.Select(r => $"{r.Build}, {Whole(r.OtherPods)} other pods"));
        Add(table, "---", runs.Select(_ => "---"));
        foreach (string call in runs.SelectMany(r => r.Calls.Keys).Distinct())
            Add(table, call, runs.Select(r => Both(r, call)));
        return table.ToString();
    }

    public static string CronTasks(CronRun run)
    {
        var table = new StringBuilder();
        string crons = Whole(run.CronTasks);
        void Row(string what, Func<CronTry, string> figure) => Add(table, what, run.Tries.Select(figure));
        Add(table, $"{run.Processors} processors for all of it, build: {run.Build}", run.Tries.Select((_, i) => $"try {i + 1}"));
        Row("---", _ => "---");
        Row($"{crons} CronTasks due → all Tasks exist, s", t => Text(t.Made.Seconds));
        Row("beside it: the same Tasks by a bare loop, s", t => Text(t.Bare.Made.Seconds));
        Row("Tasks per s", t => Text(t.Made.PerSecond));
        Row("by the bare loop (requests at a time)", t => $"{Text(t.Bare.Made.PerSecond)} ({t.Bare.Parallelism})");
        Row("**ratio**", t => $"**{Ratio(t.Ratio)}**");
        Row("due → all statuses written, s", t => Text(t.ReportedSeconds));
        Row("**ratio**: until all statuses are written / until all Tasks exist", t => $"**{Ratio(t.StatusesRatio)}**");
        Row("processor time until all Tasks exist: functions / scaler / bench / everything else, s", t => Text(t.Made));
        Row("in the bare loop", t => Text(t.Bare.Made));
        Row("the scaler at rest: seconds of processor time per second", t =>
            t.RestCpuPerSecond.ToString("0.0000", CultureInfo.InvariantCulture)
        );
        Row("the scaler's index: bytes per CronTask", t => Text(t.BytesEach));
        Row("the scaler's process: without CronTasks / with them at rest, MiB", t => $"{Text(t.EmptyMebibytes)} / {Text(t.RestMebibytes)}");
        return table.ToString();
    }

    public static string Scaler(IEnumerable<ScalerFigure> figures)
    {
        var table = new StringBuilder("| the scaler | objects | figure |\n|---|---|---|\n");
        foreach (ScalerFigure figure in figures)
            Add(table, figure.What, [Whole(figure.Count), $"{Text(figure.Value)} {figure.Unit}"]);
        return table.ToString();
    }

    private static void Add(StringBuilder table, string what, IEnumerable<string> figures) =>
        table.Append(CultureInfo.InvariantCulture, $"| {what} | {string.Join(" | ", figures)} |\n");

    private static string Counts(IEnumerable<BenchRun> runs) => string.Join(" and ", runs.Select(r => r.Wakes.Count).Distinct());

    private static string Reported(Starts own, Starts bare) => $"{Text(own.ReportedSeconds)} / {Text(bare.ReportedSeconds)}";

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString(value < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Text(Percentiles p) => $"{Text(p.P50)} / {Text(p.P95)} / {Text(p.P99)}";

    private static string Text(Stretch s) =>
        $"{Text(s.FunctionsCpu)} / {Text(s.ScalerCpu)} / {Text(s.BenchCpu)} / {Text(s.AllCpu - s.FunctionsCpu - s.ScalerCpu - s.BenchCpu)}";
}
