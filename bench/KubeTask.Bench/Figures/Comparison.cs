using System.Globalization;
using System.Text;

namespace KubeTask.Bench.Figures;

/// <summary>Ratios beside those of an earlier run.</summary>
internal sealed class Comparison
{
    /// <summary>How much worse a ratio may be, as a part of the former one. Runs on a shared machine differ by a tenth or two.</summary>
    public const double Tolerance = 0.2;

    private readonly List<Row> _rows;

    public Comparison(IEnumerable<Ratio> before, IEnumerable<Ratio> now)
    {
        var measured = now.ToDictionary(r => r.Name, StringComparer.Ordinal);
        List<Ratio> former = [.. before];
        _rows =
        [
            .. former.Select(r => new Row(r.Name, r.Value, measured.GetValueOrDefault(r.Name)?.Value, r.LowerIsBetter)),
            .. measured
                .Values.ExceptBy(former.Select(r => r.Name), r => r.Name)
                .Select(r => new Row(r.Name, null, r.Value, r.LowerIsBetter)),
        ];
    }

    /// <summary>Whether nothing is too much worse. A comparison of nothing proves nothing.</summary>
    public bool Passed => _rows.Exists(r => r.IsCompared) && !_rows.Exists(r => r.IsWorse);

    /// <summary>A table: ratio, before, now, change, ok or worse.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string name, string before, string now, string change, string verdict) =>
            text.Append(CultureInfo.InvariantCulture, $"{name, -36}{before, 8}{now, 8}{change, 9}  {verdict}\n");
        Line("ratio", "before", "now", "change", "");
        foreach (Row row in _rows)
        {
            Line(
                row.Name,
                Number(row.Before),
                Number(row.Now),
                row.IsCompared ? (row.Change * 100).ToString("+0;-0;0", CultureInfo.InvariantCulture) + " %" : "-",
                row switch
                {
                    { Now: null } => "not measured",
                    { Before: null } => "new",
                    { IsWorse: true } => row.LowerIsBetter ? "worse (lower is better)" : "worse (higher is better)",
                    _ => "ok",
                }
            );
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private sealed record Row(string Name, double? Before, double? Now, bool LowerIsBetter)
    {
        public bool IsCompared => Before is not null && Now is not null;

        public double Change => IsCompared ? (Now!.Value / Before!.Value) - 1 : 0;

        // A ratio that isn't a number was divided by nothing, and is no proof of anything good.
        public bool IsWorse => IsCompared && !(LowerIsBetter ? Change <= Tolerance : Change >= -Tolerance);
    }
}
