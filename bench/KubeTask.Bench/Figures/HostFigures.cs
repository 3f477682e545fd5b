using System.Globalization;
using System.Text;

namespace KubeTask.Bench.Figures;

/// <summary>How the functions start in one host: medians of several starts.</summary>
/// <param name="Name">The host and the build.</param>
/// <param name="Milliseconds">From the start of the process to the first 200 on /healthz.</param>
/// <param name="Starts">Each of these times.</param>
/// <param name="RssMebibytes">Resident memory then, of all its processes.</param>
/// <param name="PssMebibytes">The same, with shared pages divided.</param>
internal sealed record HostFigures(string Name, double Milliseconds, IReadOnlyList<double> Starts, double RssMebibytes, double PssMebibytes)
{
    public static HostFigures Of(string name, IReadOnlyList<(double Milliseconds, double Rss, double Pss)> tries) =>
        new(
            name,
            Median(tries.Select(t => t.Milliseconds)),
            [.. tries.Select(t => Math.Round(t.Milliseconds))],
            Median(tries.Select(t => t.Rss)),
            Median(tries.Select(t => t.Pss))
        );

    /// <summary>The table, with each time beside the first one's.</summary>
    public static string Table(IReadOnlyList<HostFigures> all)
    {
        var table = new StringBuilder();
        table.AppendLine("| host | first answer, ms: each | median | ratio | RSS (PSS), MiB |");
        table.AppendLine("| --- | --- | --- | --- | --- |");
        foreach (HostFigures one in all)
        {
            double ratio = one.Milliseconds / all[0].Milliseconds;
            table.Append(CultureInfo.InvariantCulture, $"| {one.Name} | {string.Join(' ', one.Starts)} | {one.Milliseconds:F0} ");
            table.AppendLine(CultureInfo.InvariantCulture, $"| {ratio:F1} | {one.RssMebibytes:F0} ({one.PssMebibytes:F0}) |");
        }

        return table.ToString();
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
