using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeTask.Bench;

/// <summary>The figures as a table and as JSON.</summary>
internal static partial class Report
{
    public static string Json(BenchSettings settings, IReadOnlyList<BenchRun> runs) =>
        JsonSerializer.Serialize(
            new Figures(Environment.ProcessorCount, settings.Samples, settings.Burst, settings.Workers, runs),
            ReportJson.Default.Figures
        );

    public static string Markdown(BenchSettings settings, IReadOnlyList<BenchRun> runs)
    {
        var table = new StringBuilder();
        void Row(string what, Func<BenchRun, string> figure) =>
            table.Append(CultureInfo.InvariantCulture, $"| {what} | {string.Join(" | ", runs.Select(figure))} |\n");
        table.Append(
            CultureInfo.InvariantCulture,
            $"| {Environment.ProcessorCount} processors for all of it | {string.Join(" | ", runs.Select(r => r.Functions))} |\n"
                + $"|---|{string.Concat(runs.Select(_ => "---|"))}\n"
        );
        Row("process start → first Job, ms", r => Text(r.StartToFirstJob));
        Row($"warm: Task created → Job seen, p50 / p95 / p99 of {settings.Samples}, ms", r => Text(r.Warm));
        Row("beside it: ConfigMap and Job by bare calls → Job seen, ms", r => Text(r.WarmBare));
        Row("ratio of the medians", r => Text(r.Warm.P50 / r.WarmBare.P50));
        Row($"burst: {settings.Burst} Tasks created, Jobs per s", r => Text(r.Burst.PerSecond));
        Row($"backlog: {settings.Burst} Tasks there, functions started, Jobs per s", r => Text(r.Backlog.PerSecond));
        Row($"beside it: the same writes by a plain loop of {settings.Workers}, Jobs per s", r => Text(r.BurstBare.PerSecond));
        Row("ratio (backlog)", r => Text(r.Backlog.PerSecond / r.BurstBare.PerSecond));
        Row($"{settings.Burst} Jobs ended → all statuses reported, s", r => Text(r.Ends.Seconds));
        Row("beside it: the same writes by a plain loop, s", r => Text(r.EndsBare.Seconds));
        Row("processor time in the burst: functions / scaler / bench / everything else, s", r => Text(r.Burst));
        Row("in the backlog", r => Text(r.Backlog));
        Row("in the ends", r => Text(r.Ends));
        Row("memory after the ends: functions / scaler, MiB", r => $"{Text(r.FunctionsMebibytes)} / {Text(r.ScalerMebibytes)}");
        return table.ToString();
    }

    public static string Json(CronRun run) => JsonSerializer.Serialize(run, ReportJson.Default.CronRun);

    public static string Markdown(CronRun run)
    {
        var table = new StringBuilder();
        void Row(string what, Func<CronTry, string> figure) =>
            table.Append(CultureInfo.InvariantCulture, $"| {what} | {string.Join(" | ", run.Tries.Select(figure))} |\n");
        table.Append(
            CultureInfo.InvariantCulture,
            $"| {run.Processors} processors for all of it, functions: {run.Functions} "
                + $"| {string.Join(" | ", run.Tries.Select((_, i) => $"try {i + 1}"))} |\n"
        );
        Row("---", _ => "---");
        Row($"{run.CronTasks} CronTasks due → all Tasks exist, s", t => Text(t.Made.Seconds));
        Row("beside it: the same Tasks by a bare loop, s", t => Text(t.Bare.Made.Seconds));
        Row("Tasks per s", t => Text(t.Made.PerSecond));
        Row("by the bare loop (requests at a time)", t => $"{Text(t.Bare.Made.PerSecond)} ({t.Bare.Parallelism})");
        Row("**ratio**", t => $"**{t.Ratio.ToString("0.00", CultureInfo.InvariantCulture)}**");
        Row("due → all statuses report it, s", t => Text(t.ReportedSeconds));
        Row("processor time until all Tasks exist: functions / scaler / bench / everything else, s", t => Text(t.Made));
        Row("in the bare loop", t => Text(t.Bare.Made));
        Row("the scaler at rest: seconds of processor time per second", t =>
            t.RestCpuPerSecond.ToString("0.0000", CultureInfo.InvariantCulture)
        );
        Row("the scaler's index: bytes per CronTask", t => Text(t.BytesEach));
        Row("the scaler's process: without CronTasks / with them at rest, MiB", t => $"{Text(t.EmptyMebibytes)} / {Text(t.RestMebibytes)}");
        return table.ToString();
    }

    private static string Text(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Text(Percentiles p) => $"{Text(p.P50)} / {Text(p.P95)} / {Text(p.P99)}";

    private static string Text(Stretch s) =>
        $"{Text(s.FunctionsCpu)} / {Text(s.ScalerCpu)} / {Text(s.BenchCpu)} / {Text(s.AllCpu - s.FunctionsCpu - s.ScalerCpu - s.BenchCpu)}";

    internal sealed record Figures(int Processors, int Samples, int Burst, int Workers, IReadOnlyList<BenchRun> Runs);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Figures))]
    [JsonSerializable(typeof(CronRun))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
