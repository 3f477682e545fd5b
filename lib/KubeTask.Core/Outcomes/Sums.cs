namespace KubeTask.Core.Outcomes;

/// <summary>Sums of what agents report. A part that isn't reported is null, and a report may have any number.</summary>
internal static class Sums
{
    /// <summary>How many digits after the point a cost has.</summary>
    private const int Digits = 9;

    /// <summary>The sum of two numbers of tokens. It stays at the largest number.</summary>
    public static long? Tokens(long? one, long? other) =>
        one is { } a && other is { } b ? (long)Int128.Clamp((Int128)a + b, long.MinValue, long.MaxValue) : one ?? other;

    /// <summary>The sum of two costs, without the digits that binary fractions add.</summary>
    public static double? Cost(double? one, double? other) => one is { } a && other is { } b ? Math.Round(a + b, Digits) : one ?? other;
}
