using System.Globalization;
using System.Text;

namespace KubeTask.Bench.Figures;

/// <summary>Two ways to make the same call, by turns.</summary>
/// <param name="What">The call.</param>
/// <param name="Ours">How KubeTask makes it.</param>
/// <param name="Other">The other way.</param>
/// <param name="OursMilliseconds">The API server's processor time for a call as KubeTask makes it: the median of the rounds.</param>
/// <param name="OtherMilliseconds">The same for the other way.</param>
internal sealed record BodyFigures(string What, string Ours, string Other, double OursMilliseconds, double OtherMilliseconds)
{
    /// <summary>What the API server would save by the other way, such as 0.1 for a tenth.</summary>
    public double Saving => 1 - (OtherMilliseconds / OursMilliseconds);

    public static string Table(IReadOnlyList<BodyFigures> all)
    {
        var table = new StringBuilder();
        table.AppendLine("| call | as it is made, ms | the other way, ms | saving |");
        table.AppendLine("| --- | --- | --- | --- |");
        foreach (BodyFigures one in all)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {one.What} | {one.Ours}: {one.OursMilliseconds:F2} ");
            table.AppendLine(CultureInfo.InvariantCulture, $"| {one.Other}: {one.OtherMilliseconds:F2} | **{one.Saving * 100:F0} %** |");
        }

        return table.ToString();
    }
}
